"""A relay, its referent, and outings that are behind them."""

from datetime import datetime, timedelta

from django.utils import timezone

from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure
from tests.bookings.factories import BookingFactory
from tests.programme.factories import AllotmentFactory


def past(relay: Structure, *, days: float = 10, title: str = "Bérénice", at: datetime | None = None, **more) -> Booking:
    """An outing of so many days before ``at`` (now), four places, without news."""
    starts_at = (at or timezone.now()) - timedelta(days=days)
    showing = AllotmentFactory(
        showing__offer__association=relay.association,
        showing__offer__title=title,
        showing__starts_at=starts_at,
        opens_at=starts_at - timedelta(days=30),
    ).showing
    return BookingFactory(showing=showing, relay=relay, booked_at=starts_at - timedelta(days=20), **more)


def path_of(address: str) -> str:
    """An address of a mail, as the test client opens it."""
    return address[address.index("/retours") :]
