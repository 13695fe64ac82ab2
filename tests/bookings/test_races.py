"""Many people want the same places at the same moment, on the real database: threads, a barrier, and proof that the
guard is what holds (without it, the same test oversells)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from pontdesarts.bookings import codes, operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, Showing
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

TEAM = Actor(label="Nadia, équipe")
ONE = Party(adults=1)
PATIENCE = 30  # seconds: a deadlock shows as an error of the database after one


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    """Jobs are committed here, and their tables are not emptied with ours."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Start every act at the same moment, each on its own connection; what each returned or raised, in order."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            outcomes[index] = acts[index]()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "somebody still waits"
    return outcomes


def only_refused(outcomes: list[object]) -> None:
    """Whoever did not succeed was told why: no deadlock, no broken constraint, no bug."""
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refused)]
    assert errors == []


def book(showing: Showing, relay, party: Party = ONE, **more) -> Booking:
    return operations.book(Showing.objects.get(pk=showing.pk), relay=relay, party=party, by=TEAM, at=NOW, **more)


def in_step(showing: Showing) -> None:
    """The counter and the rows tell the same story, and nobody holds a place of a date called off."""
    allotment = Allotment.objects.select_related("showing").get(pk=showing.pk)
    held = Booking.objects.held().filter(showing=showing)
    assert allotment.taken == sum(booking.places for booking in held)
    assert allotment.wheelchair_taken == sum(booking.wheelchair for booking in held)
    assert allotment.taken <= allotment.places
    if allotment.showing.cancelled_at:
        assert not held.exists()


def twenty_for_five(take: Callable[[Showing, object], object]) -> tuple[Showing, list[object]]:
    showing = AllotmentFactory(places=5).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(20)]
    return showing, at_once(*[lambda relay=relay: take(showing, relay) for relay in relays])


def test_twenty_relays_for_five_places_take_exactly_five() -> None:
    showing, outcomes = twenty_for_five(book)
    only_refused(outcomes)
    assert Booking.objects.filter(showing=showing).count() == 5
    assert sum(isinstance(outcome, operations.Full) for outcome in outcomes) == 15
    in_step(showing)


@contextmanager
def _without_the_constraint() -> Iterator[None]:
    guarantee = next(c for c in Allotment._meta.constraints if c.name == "programme_allotment_never_oversold")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Allotment, guarantee)
    try:
        yield
    finally:
        Booking.objects.all().delete()
        Allotment.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Allotment, guarantee)


@transaction.atomic
def _naive_book(showing: Showing, relay) -> Booking:
    """Read, think, write: what one would write without knowing better."""
    allotment = Allotment.objects.get(pk=showing.pk)
    if allotment.left < 1:
        raise operations.Full("Complet")
    booking = Booking(code=codes.make(), showing=showing, relay=relay, booked_at=NOW, outing="family")
    booking.take_party(ONE)
    booking.save()
    time.sleep(0.05)
    allotment.taken += 1
    allotment.save(update_fields=["taken"])
    return booking


def test_negative_control_without_the_guard_the_same_rush_oversells() -> None:
    with _without_the_constraint():
        showing, outcomes = twenty_for_five(_naive_book)
        only_refused(outcomes)
        assert Booking.objects.filter(showing=showing).count() > 5


def test_the_constraint_is_back_after_its_control() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'programme_allotment_never_oversold'")
        assert cursor.fetchone() == (1,)


def test_wheelchair_places_are_not_oversold_either() -> None:
    showing = AllotmentFactory(places=20, wheelchair_places=2).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(8)]
    party = Party(adults=1, wheelchair=1)
    outcomes = at_once(*[lambda relay=relay: book(showing, relay, party) for relay in relays])
    only_refused(outcomes)
    assert sum(isinstance(outcome, operations.NoWheelchairPlace) for outcome in outcomes) == 6
    in_step(showing)


@pytest.mark.parametrize("places", [1, 10], ids=["the last place", "plenty of places"])
def test_a_double_click_is_one_booking(places: int) -> None:
    showing = AllotmentFactory(places=places).showing
    relay, number = RelayFactory(association=showing.offer.association), uuid4()
    first, second = at_once(*[lambda: book(showing, relay, request_id=number)] * 2)
    assert isinstance(first, Booking)
    assert first == second
    assert Booking.objects.count() == 1
    in_step(showing)


@pytest.mark.parametrize("round_", range(5))
def test_nobody_keeps_a_place_at_a_date_called_off_while_they_booked(round_: int) -> None:
    showing = AllotmentFactory(places=10).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(6)]
    book(showing, relays[0])

    def call_off() -> object:
        time.sleep(0.003 * round_)
        return programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)

    outcomes = at_once(call_off, *[lambda relay=relay: book(showing, relay) for relay in relays])
    only_refused(outcomes)
    assert Showing.objects.get(pk=showing.pk).cancelled_at
    in_step(showing)


def test_whoever_books_just_before_a_date_is_called_off_is_told_with_the_others() -> None:
    """The one order that a lucky run does not try: the booking holds its places, and commits while the other waits."""
    showing = AllotmentFactory().showing
    relay = RelayFactory(association=showing.offer.association)
    holding, called_off = threading.Event(), threading.Event()

    def slow_booking() -> Booking:
        with transaction.atomic():
            booking = book(showing, relay)
            holding.set()
            assert not called_off.wait(0.5), "the date was called off without waiting for who was booking"
        return booking

    def call_off() -> None:
        holding.wait(PATIENCE)
        programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)
        called_off.set()

    booking, _ = outcomes = at_once(slow_booking, call_off)
    only_refused(outcomes)
    booking.refresh_from_db()
    assert booking.cancelled_by_venue
    in_step(showing)


def test_whoever_books_while_a_date_is_being_called_off_waits_and_is_refused() -> None:
    showing = AllotmentFactory().showing
    relay = RelayFactory(association=showing.offer.association)
    calling_off = threading.Event()

    def slow_call_off() -> None:
        with transaction.atomic():
            programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)
            calling_off.set()
            time.sleep(0.3)

    def late_booking() -> Booking:
        calling_off.wait(PATIENCE)
        return book(showing, relay)

    _, outcome = at_once(slow_call_off, late_booking)
    assert isinstance(outcome, operations.BookingClosed)
    assert "vient d'être annulée" in outcome.sentence
    in_step(showing)


@pytest.mark.parametrize("round_", range(3))
def test_changing_and_cancelling_the_same_booking_agree(round_: int) -> None:
    showing = AllotmentFactory(places=10).showing
    booking = book(showing, RelayFactory(association=showing.offer.association), Party(adults=2))
    outcomes = at_once(
        lambda: operations.change(booking, party=Party(adults=5), by=TEAM, at=NOW + timedelta(hours=1)),
        lambda: operations.cancel(booking, by=TEAM, at=NOW + timedelta(hours=1)),
        lambda: operations.cancel(booking, by=TEAM, at=NOW + timedelta(hours=1)),
    )
    only_refused(outcomes)
    assert sum(isinstance(outcome, operations.AlreadyCancelled) for outcome in outcomes[1:]) == 1
    assert Allotment.objects.get(pk=showing.pk).taken == 0
    in_step(showing)


def test_growing_bookings_share_the_last_places() -> None:
    showing = AllotmentFactory(places=8).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(4)]
    bookings = [book(showing, relay) for relay in relays]
    acts = [lambda b=b: operations.change(b, party=Party(adults=4), by=TEAM, at=NOW) for b in bookings]
    outcomes = at_once(*acts)
    only_refused(outcomes)
    assert Allotment.objects.get(pk=showing.pk).taken == 7
    in_step(showing)


@pytest.mark.parametrize("round_", range(3))
def test_everything_at_once_never_deadlocks(round_: int) -> None:
    showing = AllotmentFactory(places=30).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(8)]
    held = [book(showing, relay) for relay in relays]

    def move() -> object:
        there = Showing.objects.get(pk=showing.pk)
        return programme.move_showing(
            there, starts_at=there.starts_at + timedelta(hours=1), ends_at=None, by=TEAM, at=NOW
        )

    def offer_more() -> object:
        there = Showing.objects.select_related("offer__association").get(pk=showing.pk)
        return programme.offer_places([there], given=programme.Places(places=40), by=TEAM, at=NOW)

    outcomes = at_once(
        move,
        offer_more,
        lambda: programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW),
        *[lambda b=b: operations.change(b, party=Party(adults=2), by=TEAM, at=NOW) for b in held[:4]],
        *[lambda b=b: operations.cancel(b, by=TEAM, at=NOW) for b in held[2:6]],
        *[lambda relay=relay: book(showing, relay) for relay in relays],
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, OperationalError)] == []
    only_refused(outcomes)
    in_step(showing)
