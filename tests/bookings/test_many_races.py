"""Two sets of dates that overlap, at the same moment: they wait for each other, never both. The order is what does it:
without it, the same rush deadlocks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.operations import many
from pontdesarts.bookings.rules import Party
from pontdesarts.programme.models import Showing
from tests.bookings.test_races import ONE, TEAM, _no_job_is_left, at_once, in_step, only_refused
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

__all__ = ["_no_job_is_left"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def dates(offer, number: int, **more) -> list[Showing]:
    return [
        AllotmentFactory(showing__offer=offer, showing__starts_at=NOW + timedelta(days=12 + day), **more).showing
        for day in range(number)
    ]


def book_all(showings, relay, **more) -> list[Booking]:
    fresh = {showing.pk: showing for showing in Showing.objects.filter(pk__in=[s.pk for s in showings])}
    wanted = [fresh[showing.pk] for showing in showings]
    return operations.book_all(wanted, relay=relay, party=ONE, by=TEAM, at=NOW, **more)


def rush(places: int) -> tuple[list[Showing], list[object]]:
    """Eight relays want the same six dates, half of them from the last to the first."""
    offer = OfferFactory()
    showings = dates(offer, 6, places=places)
    relays = [RelayFactory(association=offer.association) for _ in range(8)]
    orders = [showings, showings[::-1]]
    acts = [lambda relay=relay, i=i: book_all(orders[i % 2], relay) for i, relay in enumerate(relays)]
    return showings, at_once(*acts)


@pytest.mark.parametrize("round_", range(3))
def test_sets_that_overlap_never_deadlock_and_each_is_whole(round_: int) -> None:
    showings, outcomes = rush(places=5)
    only_refused(outcomes)
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 5
    for showing in showings:
        in_step(showing)
        assert Booking.objects.filter(showing=showing).count() == 5


def test_negative_control_without_the_order_of_the_keys_the_same_rush_deadlocks(monkeypatch) -> None:
    in_order = many._write_all

    def as_given(bookings, **more):
        return in_order(bookings[::-1] if bookings[0].relay_id % 2 else bookings, **more)

    monkeypatch.setattr(many, "_write_all", as_given)
    broken = 0
    for _ in range(6):
        _, outcomes = rush(places=20)
        broken += sum(isinstance(outcome, OperationalError) for outcome in outcomes)
        if broken:
            break
    assert broken, "no deadlock was seen: the order would not matter, or the rush is too slow to tell"


def test_a_double_click_is_one_set_of_bookings() -> None:
    offer = OfferFactory()
    showings, number = dates(offer, 3, places=1), uuid4()
    relay = RelayFactory(association=offer.association)
    first, second = at_once(*[lambda: book_all(showings, relay, request_id=number)] * 2)
    assert isinstance(first, list), first
    assert first == second
    assert Booking.objects.count() == 3


def test_a_set_and_single_bookings_share_the_last_places_and_the_share_of_the_relay() -> None:
    offer = OfferFactory(most_per_relay=6)
    showings = dates(offer, 4, places=10)
    relay = RelayFactory(association=offer.association)

    def book(showing: Showing) -> Booking:
        return operations.book(Showing.objects.get(pk=showing.pk), relay=relay, party=ONE, by=TEAM, at=NOW)

    outcomes = at_once(
        lambda: book_all(showings, relay),
        lambda: book_all(showings[::-1], relay),
        *[lambda s=s: book(s) for s in showings],
    )
    only_refused(outcomes)
    held = sum(booking.places for booking in Booking.objects.held())
    assert held <= 6
    for showing in showings:
        in_step(showing)


@pytest.mark.parametrize("round_", range(4))
def test_one_who_changes_and_one_who_books_for_the_same_relay_never_wait_for_each_other(round_: int) -> None:
    offer = OfferFactory(most_per_relay=30)
    (showing,) = dates(offer, 1, places=40)
    relay = RelayFactory(association=offer.association)
    held = [book_all([showing], relay)[0] for _ in range(3)]
    grow = Party(adults=3)
    outcomes = at_once(
        *[lambda b=b: operations.change(b, party=grow, by=TEAM, at=NOW) for b in held],
        *[lambda: book_all([showing], relay)] * 3,
    )
    only_refused(outcomes)
    in_step(showing)
