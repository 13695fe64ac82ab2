"""The last places of the evening: two thumbs at once, a venue that takes back what somebody is booking. On the real
database, in threads; without its locks, the same rush breaks."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.last_minute import choosing, operations
from pontdesarts.last_minute.models import Alert, Release
from pontdesarts.last_minute.operations import NothingReleased
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, Showing
from tests.bookings.factories import BookingFactory
from tests.bookings.test_races import at_once, in_step, only_refused
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW

from .factories import UNTIL, ClosedFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

TEAM = Actor(label="Nadia, équipe")
TWO = Party(adults=2)


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    """Jobs are committed here, and their tables are not emptied with ours."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def showing() -> Showing:
    return ClosedFactory().showing


def fresh(showing: Showing) -> Showing:
    return Showing.objects.in_full().get(pk=showing.pk)


def release(showing: Showing, places: int) -> Release:
    return operations.release(showing, places=places, until=UNTIL, by=TEAM, at=NOW)


def book(showing: Showing, relay, party: Party = TWO, **more) -> Booking:
    return bookings.book(fresh(showing), relay=relay, party=party, by=TEAM, at=NOW + timedelta(minutes=1), **more)


def relays(showing: Showing, number: int) -> list:
    return [RelayFactory(association=showing.offer.association) for _ in range(number)]


def test_two_thumbs_on_the_last_places_make_one_booking_and_one_clear_refusal(showing: Showing) -> None:
    release(showing, 2)
    outcomes = at_once(*[lambda relay=relay: book(showing, relay) for relay in relays(showing, 2)])
    only_refused(outcomes)
    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, bookings.Full) for outcome in outcomes) == 1
    in_step(showing)


def test_a_double_tap_on_the_last_places_is_one_booking(showing: Showing) -> None:
    release(showing, 2)
    (relay,), number = relays(showing, 1), uuid4()
    first, second = at_once(*[lambda: book(showing, relay, request_id=number)] * 2)
    assert isinstance(first, Booking)
    assert first == second
    in_step(showing)


@pytest.mark.parametrize("round_", range(5))
def test_what_is_taken_back_while_somebody_books_is_taken_back_or_booked(showing: Showing, round_: int) -> None:
    release(showing, 6)

    def take_back() -> int:
        time.sleep(0.004 * round_)
        return operations.end_release(showing, by=TEAM, at=NOW + timedelta(minutes=1))

    unused, *booked = at_once(take_back, *[lambda r=r: book(showing, r) for r in relays(showing, 4)])
    only_refused([unused, *booked])
    held = 2 * sum(isinstance(outcome, Booking) for outcome in booked)
    allotment = Allotment.objects.get(pk=showing.pk)
    assert unused == 6 - held
    assert (allotment.places, allotment.taken, allotment.late_until) == (held, held, None)
    in_step(showing)


@transaction.atomic
def _naive_end(showing: Showing) -> int:
    """Read, think, write: what one would write without knowing better."""
    allotment = Allotment.objects.get(pk=showing.pk)
    unused = allotment.left
    time.sleep(0.1)
    allotment.places, allotment.late_until = allotment.taken, None
    allotment.save(update_fields=["places", "late_until"])
    return unused


def test_negative_control_without_the_lock_places_are_taken_back_under_somebody(showing: Showing) -> None:
    release(showing, 6)

    def late() -> Booking:
        time.sleep(0.03)
        return book(showing, relay)

    (relay,) = relays(showing, 1)
    unused, booking = at_once(lambda: _naive_end(showing), late)
    assert isinstance(booking, Booking)
    assert isinstance(unused, IntegrityError) or unused == 6


@pytest.mark.parametrize("round_", range(3))
def test_releasing_booking_cancelling_and_calling_off_at_once_never_deadlock(showing: Showing, round_: int) -> None:
    held = [BookingFactory(showing=showing, booked_at=NOW - timedelta(days=2), adults=2, from_6_to_11=0) for _ in "ab"]

    def call_off() -> object:
        time.sleep(0.02 * round_)
        return programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW) if round_ else None

    outcomes = at_once(
        lambda: release(showing, 3),
        lambda: release(showing, 5),
        call_off,
        lambda: operations.end_release(showing, by=TEAM, at=NOW),
        *[lambda b=b: bookings.cancel(b, by=TEAM, at=NOW) for b in held],
        *[lambda r=r: book(showing, r) for r in relays(showing, 4)],
    )
    only_refused(outcomes)
    in_step(showing)


def test_two_who_take_back_agree(showing: Showing) -> None:
    release(showing, 4)
    outcomes = at_once(*[lambda: operations.end_release(showing, by=TEAM, at=NOW)] * 2)
    only_refused(outcomes)
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [4]
    assert sum(isinstance(outcome, NothingReleased) for outcome in outcomes) == 1


def test_two_workers_tell_of_a_release_once(showing: Showing) -> None:
    post = ReferentFactory(structure=RelayFactory(association=showing.offer.association))
    made = release(showing, 4)
    told = [choosing.Candidate(post.user, post.structure, Alert.Why.VENUE, 1.0)]
    at_once(*[lambda: operations.tell(made, people=told, by=JOB, at=NOW)] * 3)
    assert Alert.objects.count() == 1


def test_many_releases_at_once_tell_a_person_three_times_at_most() -> None:
    posts, releases = [], []
    for _ in range(6):
        each = ClosedFactory().showing
        posts.append(ReferentFactory(structure=RelayFactory(association=each.offer.association)))
        releases.append(release(each, 4))
    user = posts[0].user
    told = [choosing.Candidate(user, posts[0].structure, Alert.Why.VENUE, 1.0)]
    outcomes = at_once(*[lambda m=m: operations.tell(m, people=told, by=JOB, at=NOW) for m in releases])
    only_refused(outcomes)
    assert Alert.objects.filter(user=user).count() == 3
