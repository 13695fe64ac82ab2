"""What bookings tell, the webhooks repeat."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from pontdesarts.bookings import signals
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB

from . import operations
from .rules import Event

_EVENTS = {"booked": Event.BOOKED, "changed": Event.CHANGED, "cancelled": Event.CANCELLED}


@receiver(signals.told)
def repeat(*, booking: Booking, event: str, at: datetime, **_: Any) -> None:
    operations.tell(booking, event=_EVENTS[event], by=JOB, at=at)
