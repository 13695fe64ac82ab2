"""Two referents of one relay at the same second, and a cap: what holds it is one lock, as its absence shows."""

import time

import pytest

from pontdesarts.bookings import conditions, operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.programme.models import Showing
from tests.bookings.test_races import TEAM, _no_job_is_left, at_once, in_step, only_refused
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

__all__ = ["_no_job_is_left"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

THREE = Party(adults=3, outing=Outing.FAMILY)
WITH_COMPANION = Party(adults=2, wheelchair=1)


def book(showing, relay, party) -> Booking:
    return operations.book(Showing.objects.get(pk=showing.pk), relay=relay, party=party, by=TEAM, at=NOW)


def rush(monkeypatch) -> int:
    """Four referents of one relay take three places each, on two dates; at most four in all. How many it holds."""
    read = conditions.held_of

    def read_then_think(*args):
        held = read(*args)
        time.sleep(0.1)
        return held

    monkeypatch.setattr(conditions, "held_of", read_then_think)
    offer = OfferFactory(most_per_relay=4)
    showings = [AllotmentFactory(showing__offer=offer, places=30).showing for _ in range(2)]
    relay = RelayFactory(association=offer.association)
    outcomes = at_once(*[lambda s=s: book(s, relay, THREE) for s in showings * 2])
    only_refused(outcomes)
    for showing in showings:
        in_step(showing)
    return sum(booking.places for booking in Booking.objects.held().filter(relay=relay))


@pytest.mark.parametrize("round_", range(3))
def test_referents_of_one_relay_never_exceed_its_share_together(monkeypatch, round_: int) -> None:
    assert rush(monkeypatch) == 3


def test_negative_control_without_the_lock_the_same_rush_exceeds_it(monkeypatch) -> None:
    monkeypatch.setattr(conditions, "lock_share", lambda offer, relay: None)
    assert rush(monkeypatch) > 4


def test_a_rush_leaves_the_wheelchairs_their_places() -> None:
    showing = AllotmentFactory(places=12, wheelchair_places=3, wheelchair_until=NOW.replace(year=2027)).showing
    relays = [RelayFactory(association=showing.offer.association) for _ in range(14)]
    outcomes = at_once(
        *[lambda r=r: book(showing, r, THREE) for r in relays[:9]],
        *[lambda r=r: book(showing, r, WITH_COMPANION) for r in relays[9:]],
    )
    only_refused(outcomes)
    wheels = [outcome for outcome in outcomes[9:] if isinstance(outcome, Booking)]
    assert len(wheels) == 3
    assert sum(isinstance(outcome, Booking) for outcome in outcomes[:9]) == 2
    in_step(showing)
