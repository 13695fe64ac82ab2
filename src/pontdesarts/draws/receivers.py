"""What draws do when the programme changes: in the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from pontdesarts.journal.actors import Actor
from pontdesarts.programme import signals
from pontdesarts.programme.models import BookingMode, Offer, Showing

from . import operations


@receiver(signals.showing_cancelled)
def take_the_lot_out(*, showing: Showing, reason: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.take_out(showing, reason=reason, by=by, at=at)


@receiver(signals.showing_moved)
def tell_those_who_wished(*, showing: Showing, before: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.tell_of_moved_lot(showing, before=before, by=by, at=at)


@receiver(signals.mode_changing)
def keep_what_is_drawn(*, offer: Offer, after: BookingMode, by: Actor, at: datetime, **_: Any) -> None:
    operations.refuse_other_mode(offer, after=after, by=by, at=at)
