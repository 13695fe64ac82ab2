"""Jobs of bookings: papers and mails after their cause; lists at closing; names erased at night."""

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import JOB
from pontdesarts.network.models import Referent, Structure
from pontdesarts.programme.models import Showing

from . import guests, notices, operations, paperwork
from .models import Booking, ListSending

logger = logging.getLogger(__name__)


@app.task(name="bookings.send_vouchers", queue="mail")
def send_vouchers(*, booking_id: int, to_user: int | None = None) -> None:
    """Mail the voucher to whoever booked, or to the person who asked for it. A booking cancelled meanwhile has none."""
    booking = _held(booking_id)
    if booking:
        paper = paperwork.voucher(booking, named=False)
        to = notices.address_of(to_user) if to_user else notices.recipients(booking)
        notices.send_vouchers(booking, paper=paper, to=to, at=timezone.now())


@app.task(name="bookings.confirm_cancellation", queue="mail")
def confirm_cancellation(*, booking_id: int) -> None:
    """Tell the referent that the places are back."""
    notices.confirm_cancellation(Booking.objects.with_showing().get(pk=booking_id), at=timezone.now())


@app.task(name="bookings.tell_of_cancelled_date", queue="mail")
def tell_of_cancelled_date(*, booking_id: int) -> None:
    """Tell the referent that the venue called the date off."""
    notices.tell_of_cancelled_date(Booking.objects.with_showing().get(pk=booking_id), at=timezone.now())


@app.task(name="bookings.tell_of_moved_date", queue="mail")
def tell_of_moved_date(*, booking_id: int, before: str) -> None:
    """Tell the referent that the date has moved, with a new voucher."""
    booking = _held(booking_id)
    if booking:
        paper = paperwork.voucher(booking, named=False)
        notices.tell_of_moved_date(booking, before=before, paper=paper, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="bookings.send_lists", queue="mail")
def send_lists(timestamp: int) -> None:
    """Every five minutes: mail the lists that are due, one transaction each, so that one that fails stops no other."""
    send_lists_due(at=timezone.now())


def send_lists_due(*, at: datetime) -> list[ListSending]:
    """Send each list whose moment has come; returns what left now."""
    sent = []
    for showing, moment in guests.due(at):
        try:
            sending = _send_list(showing, moment, at)
        except Exception:  # one list that cannot be made does not keep the others: the operator reads why
            logger.exception("the list of showing %s could not be made", showing.pk)
        else:
            sent += [sending] if sending else []
    return sent


def _send_list(showing: Showing, moment: ListSending.Moment, at: datetime) -> ListSending | None:
    lines = guests.of(showing)
    return operations.send_list(
        showing,
        moment=moment,
        papers=paperwork.lists(showing, lines, at=at),
        places=sum(line.places for line in lines),
        by=JOB,
        at=at,
    )


@app.periodic(cron="41 3 * * *")
@app.task(name="bookings.erase_pickup_names", queue="night")
def erase_pickup_names(timestamp: int) -> None:
    """Each night: pick-up names whose outing is far enough behind."""
    operations.erase_pickup_names(by=JOB, at=timezone.now())


@app.periodic(cron="43 3 * * *")
@app.task(name="bookings.forget_professionals", queue="night")
def forget_professionals(timestamp: int) -> None:
    """Each night: who booked, and where lists were sent, three years ago."""
    operations.forget_professionals(at=timezone.now())


@app.periodic(cron="30 6 * * 2")  # in UTC: Tuesday morning, the mails of Monday read
@app.task(name="bookings.remind_weekly", queue="night")
def remind_weekly(timestamp: int) -> None:
    """One job for each referent, so that one that fails keeps no other from leaving."""
    posts = Referent.objects.current().filter(user__is_active=True)
    for pk in posts.order_by("user_id").values_list("user_id", flat=True).distinct():
        remind.defer(user_id=pk)


@app.task(name="bookings.remind", queue="mail")
def remind(*, user_id: int) -> None:
    """Ask a referent who came, if nobody has said."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user:
        relays = Structure.objects.served_by(user).select_related("association").order_by("sort_name", "pk")
        operations.remind(user, relays=relays, by=JOB, at=timezone.now())


@app.periodic(cron="44 3 * * *")
@app.task(name="bookings.forget_reminders", queue="night")
def forget_reminders(timestamp: int) -> None:
    """Each night: who was reminded, sixty days ago."""
    operations.forget_reminders(at=timezone.now())


def _held(booking_id: int) -> Booking | None:
    return Booking.objects.held().with_showing().filter(pk=booking_id).first()
