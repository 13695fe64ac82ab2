"""Jobs before outings: remind referents, text people who agreed, tell of changes, erase numbers."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN

from . import moments, notices_before, referents
from .models import Asked, Phone
from .operations import before, phones

logger = logging.getLogger(__name__)


@app.periodic(cron="10 6 * * *")  # in UTC
@app.task(name="outings.remind_before", queue="night")
def remind_before(timestamp: int) -> None:
    """One job for each referent whose relay goes out in the month, so that one that fails keeps no other."""
    at = timezone.now()
    going = Booking.objects.held().filter(
        relay=OuterRef("structure"), showing__starts_at__gt=at, showing__starts_at__lt=at + before.FARTHEST
    )
    for pk in referents.people(referents.current().filter(Exists(going))):
        remind_one.defer(user_id=pk)


@app.task(name="outings.remind_one_before", queue="mail", retry=AGAIN)
def remind_one(*, user_id: int) -> None:
    remind_or_wait(user_id, at=timezone.now())


def remind_or_wait(user_id: int, *, at: datetime) -> Asked | None:
    """Remind, or come back when the night of the referent's relay is over."""
    found = referents.awake(user_id, at=at)
    if found is None:
        return None
    user, morning = found
    if morning > at:
        remind_one.configure(schedule_at=morning).defer(user_id=user_id)
        return None
    return before.remind_before(user, by=JOB, at=at)


@app.periodic(cron="10 * * * *")
@app.task(name="outings.text_before", queue="mail")
def text_before(timestamp: int) -> None:
    """Each hour: eleven o'clock is not the same everywhere."""
    text_those_due(at=timezone.now())


def text_those_due(*, at: datetime) -> int:
    """Send the texts of the day before whose moment has come, one transaction each; returns how many it looked at."""
    soon = Phone.objects.to_text(at).filter(booking__showing__starts_at__lt=at + timedelta(days=3))
    due = [phone for phone in soon.with_outing().order_by("pk") if _is_time(phone, at)]
    for phone in due:
        _alone(partial(before.text_before, phone, by=JOB, at=at))
    return len(due)


def _is_time(phone: Phone, at: datetime) -> bool:
    showing = phone.booking.showing
    return moments.is_time_to_text(showing.starts_at, notices_before.clock_at(showing), at)


@app.task(name="outings.text_moved", queue="mail", retry=AGAIN)
def text_moved(*, phone_id: int) -> None:
    phone = Phone.objects.filter(pk=phone_id).first()
    if phone:
        before.text_moved(phone, by=JOB, at=timezone.now())


@app.periodic(cron="35 * * * *")
@app.task(name="outings.erase_numbers", queue="night")
def erase_numbers(timestamp: int) -> None:
    """Each hour: midnight is not the same everywhere."""
    phones.erase_numbers(by=JOB, at=timezone.now())


def _alone(act: Callable[[], object]) -> None:
    """One that cannot be done does not keep the others: the operator reads why, and the next hour tries again."""
    try:
        act()
    except Exception:
        logger.exception("%r could not be done", act)
