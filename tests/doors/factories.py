"""An evening whose door is open: a date that begins soon, bookings of four places."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pontdesarts.bookings.models import Booking
from pontdesarts.doors.operations import Read
from pontdesarts.programme.models import Showing
from tests.bookings.factories import BookingFactory
from tests.programme.factories import AllotmentFactory

HOUR = timedelta(hours=1)


def evening(*, at: datetime, starts_in: timedelta = HOUR, bookings: int = 2, **more: Any) -> Showing:
    """Begins ``starts_in`` after ``at``, booked the day before, closed since."""
    showing: Showing = AllotmentFactory(
        showing__starts_at=at + starts_in,
        opens_at=at - timedelta(days=20),
        closes_at=at + starts_in - 5 * HOUR,
        **{"places": 40, **more},
    ).showing
    for _ in range(bookings):
        BookingFactory(showing=showing, booked_at=at - timedelta(days=1))
    return showing


def bookings_of(showing: Showing) -> list[Booking]:
    return list(Booking.objects.filter(showing=showing).order_by("pk"))


def read(booking: Booking, people: int, at: datetime, **more: Any) -> Read:
    """What a telephone writes when it reads the voucher of this booking."""
    said = {"id": uuid4(), "device_at": at, "code": booking.code, "people": people, "device": uuid4(), "offset_ms": 0}
    return Read(**{**said, **more})


def undoing(entry: Read, at: datetime) -> Read:
    return Read(uuid4(), at, undoes=entry.id, device=uuid4(), offset_ms=0)
