"""What the numbers of an outing are told when its date moves or is off, and who is told when a text does not arrive."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from pontdesarts.bookings import signals as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import signals as messaging
from pontdesarts.messaging.models import Reply, Text
from pontdesarts.programme import signals as programme
from pontdesarts.programme.models import Showing

from . import notices_before
from .models import Phone
from .operations import before
from .tasks_before import text_moved


@receiver(programme.showing_moved)
def tell_that_it_moved(*, showing: Showing, **_: Any) -> None:
    """In the transaction of the change: the jobs leave with it."""
    known = Phone.objects.known().filter(booking__showing=showing, booking__cancelled_at=None)
    for pk in known.order_by("pk").values_list("pk", flat=True):
        text_moved.defer(phone_id=pk)


@receiver(bookings.told)
def tell_that_it_is_off(*, booking: Booking, event: str, at: datetime, **_: Any) -> None:
    """In the job that tells the referent."""
    if event == "cancelled":
        before.call_off(booking, by=JOB, at=at)


@receiver(messaging.reply_received)
def say_that_nobody_reads(*, reply: Reply, **_: Any) -> None:
    if reply.answers is None:
        before.tell_how_to_tell(reply, by=JOB, at=reply.received_at)


@receiver(messaging.text_given_up)
def tell_that_it_did_not_arrive(*, text: Text, at: datetime, **_: Any) -> None:
    if text.kind == notices_before.KIND:
        before.tell_not_texted(text, by=JOB, at=at)
