"""What bookings do when a date of the programme is called off or moves: in the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from pontdesarts.journal.actors import Actor
from pontdesarts.programme import signals
from pontdesarts.programme.models import Showing

from . import operations


@receiver(signals.showing_cancelled)
def end_what_was_booked(*, showing: Showing, reason: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.cancel_all_of(showing, reason=reason, by=by, at=at)


@receiver(signals.showing_moved)
def tell_those_who_booked(*, showing: Showing, before: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.tell_of_moved_date(showing, before=before, by=by, at=at)
