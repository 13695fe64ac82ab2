"""Many neighbours want the same share at once, while it is lowered or closed: never more than the share, and proof that
the guard is what holds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import operations
from pontdesarts.programme.models import Allotment, Offer, Showing
from tests.bookings.test_races import _no_job_is_left, at_once, only_refused  # noqa: F401
from tests.network.factories import RelayFactory

from .factories import NOW, AllotmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

TEAM = Actor(label="Nadia, équipe")
ONE = Party(adults=1)


@pytest.fixture
def showing() -> Any:
    """Twenty places, of which four for the neighbours."""
    made = AllotmentFactory(places=20).showing
    operations.allow_neighbours(made.offer, by=TEAM, at=NOW)
    return made


def book(showing: Showing, relay: Any, party: Party = ONE) -> Booking:
    return bookings.book(Showing.objects.get(pk=showing.pk), relay=relay, party=party, by=TEAM, at=NOW)


def in_step(showing: Showing) -> Allotment:
    """The counters and the rows tell the same story."""
    allotment = Allotment.objects.get(pk=showing.pk)
    held = Booking.objects.held().filter(showing=showing)
    neighbours = held.exclude(relay__association=F("showing__offer__association"))
    assert allotment.taken == sum(booking.places for booking in held)
    assert allotment.neighbour_taken == sum(booking.places for booking in neighbours)
    assert allotment.neighbour_taken <= allotment.neighbour_places
    return allotment


def test_twelve_neighbours_take_exactly_their_share_and_home_relays_the_rest(showing: Any) -> None:
    strangers = [RelayFactory() for _ in range(12)]
    home = [RelayFactory(association=showing.offer.association) for _ in range(4)]
    outcomes = at_once(*[lambda relay=relay: book(showing, relay) for relay in strangers + home])
    only_refused(outcomes)
    allotment = in_step(showing)
    assert (allotment.neighbour_taken, allotment.taken) == (4, 8)
    assert sum(isinstance(outcome, bookings.KeptForOthers) for outcome in outcomes) == 8


@contextmanager
def _without_the_constraint() -> Iterator[None]:
    name = "programme_allotment_neighbours_never_oversold"
    guarantee = next(known for known in Allotment._meta.constraints if known.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Allotment, guarantee)
    try:
        yield
    finally:
        Booking.objects.all().delete()
        Allotment.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Allotment, guarantee)


def _naive_take(showing: Showing) -> None:
    """Read, think, write: what one would write without knowing better."""
    allotment = Allotment.objects.get(pk=showing.pk)
    if allotment.neighbour_left < 1:
        raise bookings.KeptForOthers("Plus de place pour les voisins.")
    time.sleep(0.05)
    Allotment.objects.filter(pk=showing.pk).update(taken=F("taken") + 1, neighbour_taken=F("neighbour_taken") + 1)


def test_reading_then_writing_takes_more_than_the_share(showing: Any) -> None:
    with _without_the_constraint():
        at_once(*[lambda: _naive_take(showing) for _ in range(12)])
        assert Allotment.objects.get(pk=showing.pk).neighbour_taken > 4


def test_closing_while_neighbours_book_leaves_what_was_taken_and_nothing_more(showing: Any) -> None:
    strangers = [RelayFactory() for _ in range(8)]
    offer = Offer.objects.get(pk=showing.offer_id)
    close = [lambda: operations.keep_from_neighbours(offer, by=TEAM, at=NOW)]
    outcomes = at_once(*close, *[lambda relay=relay: book(showing, relay) for relay in strangers])
    only_refused(outcomes)
    allotment = in_step(showing)
    assert allotment.neighbour_places == allotment.neighbour_taken
    with pytest.raises(bookings.RelayRefused):
        book(showing, RelayFactory())


def test_the_share_is_lowered_while_neighbours_book_and_change(showing: Any) -> None:
    offer = Offer.objects.get(pk=showing.offer_id)
    operations.allow_neighbours(offer, share=50, by=TEAM, at=NOW)
    first = [book(showing, RelayFactory(), Party(adults=2)) for _ in range(2)]
    acts: list[Any] = [lambda: operations.allow_neighbours(offer, share=20, by=TEAM, at=NOW)]
    acts += [
        lambda booking=booking: bookings.change(booking, party=Party(adults=4), by=TEAM, at=NOW) for booking in first
    ]
    acts += [lambda relay=relay: book(showing, relay) for relay in [RelayFactory() for _ in range(5)]]
    only_refused(at_once(*acts))
    allotment = in_step(showing)
    assert allotment.neighbour_places == max(4, allotment.neighbour_taken)


def test_places_given_back_by_neighbours_are_taken_again_by_neighbours_once(showing: Any) -> None:
    held = [book(showing, RelayFactory()) for _ in range(4)]
    acts: list[Any] = [lambda booking=booking: bookings.cancel(booking, by=TEAM, at=NOW) for booking in held[:2]]
    acts += [lambda relay=relay: book(showing, relay) for relay in [RelayFactory() for _ in range(6)]]
    only_refused(at_once(*acts))
    assert 2 <= in_step(showing).neighbour_taken <= 4
