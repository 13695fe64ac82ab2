"""Draws as they stand at `NOW`: wishes open since yesterday, until in three days; two dates of one offer."""

from datetime import datetime, timedelta

from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.draws import operations
from pontdesarts.draws.models import Draw, Lot, Round, Wish
from pontdesarts.draws.operations import Plan, Window
from pontdesarts.draws.rules import Weights
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import BookingMode, Showing
from tests.associations.factories import AssociationFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

TEAM = Actor(label="Nadia, équipe")
TWO = Party(adults=2, outing=Outing.FAMILY)
BEFORE = NOW - timedelta(days=1)
CLOSES = NOW + timedelta(days=3)
DRAWN = CLOSES + timedelta(hours=2)
WINDOW = Window(BEFORE, CLOSES, CLOSES + timedelta(hours=1))


def scarce(association=None, *, places: int = 10, days: int = 12, now: datetime = NOW, **more) -> Showing:
    """A date whose places are given by a draw."""
    showing: Showing = AllotmentFactory(
        places=places,
        opens_at=now - timedelta(days=10),
        showing__starts_at=now + timedelta(days=days, hours=10),
        showing__offer__association=association or AssociationFactory(),
        showing__offer__booking_mode=BookingMode.DRAW,
        showing__offer__published_at=now - timedelta(days=20),
        **more,
    ).showing
    return showing


def plan(*showings: Showing, places: int | None = None, window: Window = WINDOW, **more) -> Plan:
    lots = {showing.pk: places or showing.allotment.places for showing in showings}
    return Plan(**{"title": "Les grands spectacles", "window": window, "lots": lots, **more})


def opened(*showings: Showing, at: datetime = BEFORE, **more) -> Draw:
    """A draw announced yesterday, whose wishes are open."""
    showings = showings or (scarce(),)
    return operations.open_draw(showings[0].offer.association, plan=plan(*showings, **more), by=TEAM, at=at)


def wish(draw: Draw, relay: Structure, party: Party = TWO, *, lot: int = 1, at: datetime = NOW, **more) -> Wish:
    return operations.make_wish(
        Lot.objects.get(draw=draw, number=lot), relay=relay, party=party, by=TEAM, at=at, **more
    )


def relays_of(draw: Draw, number: int, **more) -> list[Structure]:
    return [RelayFactory(association=draw.association, **more) for _ in range(number)]


def tear(draw: Draw, at: datetime = DRAWN) -> Round:
    """The round is drawn."""
    done = operations.draw_round(Round.objects.filter(draw=draw).latest("number"), by=TEAM, at=at)
    assert done is not None
    return done


EVEN = Weights(base=10, few=0, qpv=0, small=0, first=0, missed=0)
