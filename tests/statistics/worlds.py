"""Outings that are over, as relays told of them, in the last quarter that is over."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from pontdesarts.statistics import periods
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import AllotmentFactory

INES = Actor(label="Inès")
AT = timezone.now()
LAST_QUARTER, QUARTER_BEFORE = periods.quarters_over(timezone.localdate(AT), many=2)
DAY = LAST_QUARTER.last - timedelta(days=10)
EVENING = datetime.combine(DAY, time(17), UTC)
MONTH = periods.month(DAY)


def went(
    association: Association,
    partner: Structure | None,
    people: int,
    *,
    came: int | None = None,
    relay: Structure | None = None,
    on: datetime = EVENING,
) -> Booking:
    """A relay goes to a partner's: ``people`` adults are booked, all of them come unless told; -1 is unknown."""
    showing = AllotmentFactory(
        places=40,
        showing__offer__association=association,
        showing__offer__partner=partner,
        showing__starts_at=on,
        opens_at=on - timedelta(days=30),
    ).showing
    relay = relay or RelayFactory(association=association)
    booking = BookingFactory(showing=showing, relay=relay, adults=people, from_6_to_11=0, outing="group")
    if came != -1:
        said = [Said(booking, people if came is None else came)]
        via, at = Claim.Via.PAGE, on + timedelta(days=1)
        outings.claim(showing, said, source=Claim.Source.REFERENT, via=via, by=INES, at=at)
    return booking
