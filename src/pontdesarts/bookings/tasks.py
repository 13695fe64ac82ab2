"""Jobs of bookings: papers and mails after their cause; lists at closing; names erased at night."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN
from pontdesarts.network import operations as network
from pontdesarts.network.models import Stage
from pontdesarts.programme.models import Showing

from . import asking, asks_due, guests, notices, notices_asks, operations, paperwork, signals
from .models import Ask, Booking, ListSending, Proposal

logger = logging.getLogger(__name__)


@app.task(name="bookings.send_vouchers", queue="mail", retry=AGAIN)
def send_vouchers(*, booking_id: int, to_user: int | None = None) -> None:
    """Mail the voucher to whoever booked, or to the person who asked for it. A booking cancelled meanwhile has none.

    A relay that slept is active again: it is said here, after the booking, which nobody waits longer for."""
    booking = _held(booking_id)
    if booking:
        paper = paperwork.voucher(booking, named=False)
        to = notices.address_of(to_user) if to_user else notices.recipients(booking)
        notices.send_vouchers(booking, paper=paper, to=to, at=timezone.now())
        if not to_user:
            when = booking.changed_at or booking.booked_at
            if booking.relay.stage == Stage.DORMANT:
                network.wake(booking.relay, reason="une réservation", by=JOB, at=when)
            _tell(booking, "changed" if booking.changed_at else "booked", when)


@app.task(name="bookings.confirm_cancellation", queue="mail", retry=AGAIN)
def confirm_cancellation(*, booking_id: int) -> None:
    """Tell the referent that the places are back."""
    booking = Booking.objects.with_showing().get(pk=booking_id)
    notices.confirm_cancellation(booking, at=timezone.now())
    _tell(booking, "cancelled", booking.cancelled_at or timezone.now())


@app.task(name="bookings.tell_of_cancelled_date", queue="mail", retry=AGAIN)
def tell_of_cancelled_date(*, booking_id: int) -> None:
    """Tell the referent that the venue called the date off."""
    booking = Booking.objects.with_showing().get(pk=booking_id)
    notices.tell_of_cancelled_date(booking, at=timezone.now())
    _tell(booking, "cancelled", booking.cancelled_at or timezone.now())


@app.task(name="bookings.tell_of_moved_date", queue="mail", retry=AGAIN)
def tell_of_moved_date(*, booking_id: int, before: str) -> None:
    """Tell the referent that the date has moved, with a new voucher."""
    booking = _held(booking_id)
    if booking:
        paper = paperwork.voucher(booking, named=False)
        notices.tell_of_moved_date(booking, before=before, paper=paper, at=timezone.now())
        _tell(booking, "changed", timezone.now())


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
    answers = signals.list_leaves.send(Showing, showing=showing, guests=lines, at=at)
    identity = next((answer for _, answer in answers if answer), "")
    return operations.send_list(
        showing,
        moment=moment,
        papers=paperwork.lists(showing, lines, at=at, identity=identity, door=notices.door_link(showing)),
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


@app.task(name="bookings.tell_of_ask", queue="mail", retry=AGAIN)
def tell_of_ask(*, ask_id: int, event: str, proposal_id: int | None = None) -> None:
    """Tell the relay that asked: places are proposed, a term is past, its turn has changed, or its ask has ended."""
    ask = Ask.objects.with_showing().get(pk=ask_id)
    proposal = ask.proposals.filter(pk=proposal_id).first() if proposal_id else None
    notices_asks.tell(ask, event=event, proposal=proposal, at=timezone.now())


@app.task(name="bookings.tell_of_taken_back", queue="mail", retry=AGAIN)
def tell_of_taken_back(*, ask_id: int, booking_id: int) -> None:
    """Tell the relay that places given by mistake were taken back, and upper floors that they are no longer booked."""
    tell_of_ask(ask_id=ask_id, event="taken_back")
    booking = Booking.objects.with_showing().get(pk=booking_id)
    _tell(booking, "cancelled", booking.cancelled_at or timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="bookings.tell_of_requests", queue="mail")
def tell_of_requests(timestamp: int) -> None:
    """Every five minutes: tell whoever answers that relays ask for places; each hears at most once an hour."""
    at = timezone.now()
    due = asking.to_tell(at).select_related("showing__offer__association", "showing__offer__partner__partner")
    offers = {(ask.showing.offer.association_id, ask.showing.offer.partner_id): ask.showing.offer for ask in due}
    for offer in offers.values():
        operations.tell_answerer(offer.association, offer.partner, at=at)


@app.periodic(cron="* * * * *")
@app.task(name="bookings.expire_proposals", queue="mail")
def expire_proposals(timestamp: int) -> None:
    """Each minute: take back what nobody answered in time, one transaction each."""
    at = timezone.now()
    for proposal in Proposal.objects.due(at).select_related("ask"):
        _alone(partial(operations.expire, proposal, by=JOB, at=at))


@app.periodic(cron="* * * * *")
@app.task(name="bookings.turn_waiting_lists", queue="mail")
def turn_waiting_lists(timestamp: int) -> None:
    """Each minute: end the asks whose date has come, free what is set aside too near the end, and offer what was kept
    for others until now. One transaction each."""
    at = timezone.now()
    for ask in asks_due.over(at):
        _alone(partial(operations.end_when_over, ask, by=JOB, at=at))
    for showing in asks_due.gathering_too_late(at):
        _alone(partial(operations.release_gathered, showing, by=JOB, at=at))
    for showing in asks_due.with_free_places(at):
        _alone(partial(operations.look_again, showing, by=JOB, at=at))


def _alone(act: Callable[[], object]) -> None:
    """One that cannot be done does not keep the others: the operator reads why, and the next minute tries again."""
    try:
        act()
    except Exception:
        logger.exception("%r could not be done", act)


def _tell(booking: Booking, event: str, at: datetime) -> None:
    """Tell upper floors what happened, and when it did: the same thing told twice has the same instant."""
    signals.told.send(Booking, booking=booking, event=event, at=at)


def _held(booking_id: int) -> Booking | None:
    return Booking.objects.held().with_showing().filter(pk=booking_id).first()
