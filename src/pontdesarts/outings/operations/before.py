"""Before an outing: the referent is reminded, people who agreed to it get a text the day before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.bookings import notices as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import Reply, Text
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import moments, notices_before, verbs
from ..models import Asked, Phone
from ..owed import rhythms_of
from .turn import take_turn

A_DAY = timedelta(days=1)
# no association reminds earlier
FARTHEST = timedelta(days=32)


@transaction.atomic
def remind_before(user: User, *, by: Actor, at: datetime) -> Asked | None:
    """Mail the referent their outings of the day that is as far ahead as the rhythm of the association says: one mail a
    day at most, none for what is cancelled, none for what was booked today. ``None`` when nothing leaves."""
    outings = outings_to_remind(user, at=at)
    turn = take_turn(user, kind=Asked.Kind.BEFORE, period=_day(at), at=at) if outings else None
    if turn is None:
        return None
    notices_before.remind_referent(user, outings, at=at)
    number = words.counted(len(outings), "sortie")
    for relay in dict.fromkeys(booking.relay for booking in outings):
        journal.record(verbs.REMINDED_BEFORE, relay, by=by, at=at, to=user.get_full_name(), outings=number)
    return turn


def outings_to_remind(user: User, *, at: datetime) -> list[Booking]:
    """What the mail of that day tells the referent of, in the order of the hours."""
    relays = Structure.objects.served_by(user).order_by()
    held = Booking.objects.held().filter(relay__in=relays, showing__offer__open_dated=False)
    ahead = held.filter(showing__starts_at__gt=at, showing__starts_at__lt=at + FARTHEST)
    rhythms = rhythms_of(relay.association for relay in relays.select_related("association").order_by("pk"))
    today = _day(at)
    found = ahead.with_showing().select_related("booked_for", "booked_by").order_by("showing__starts_at", "pk")
    return [
        booking
        for booking in found
        if moments.is_day_of_reminder(
            _day(booking.showing.starts_at), today, rhythms[booking.relay.association_id].before_days
        )
        and _day(booking.booked_at) < today
        and user.email in bookings.recipients(booking)
    ]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


@transaction.atomic
def text_before(phone: Phone, *, by: Actor, at: datetime) -> Text | None:
    """Send the text of the day before, once: now, or when the night is over. If none can leave (STOP, too many that
    day), the referent is told by mail to call. ``None`` also when there is nothing to say any more."""
    phone = Phone.objects.select_for_update(of=("self",)).with_outing().get(pk=phone.pk)
    booking = phone.booking
    if phone.texted_at or phone.erased_at or booking.cancelled_at or phone.comes == 0:
        return None
    phone.text, phone.texted_at = notices_before.text_before(phone, at=at), at
    phone.save(update_fields=["text", "texted_at"])
    journal.record(verbs.TEXTED if phone.text else verbs.NOT_TEXTED, booking, by=by, at=at)
    if phone.text is None:
        notices_before.tell_not_texted(booking, masked=phone.masked, at=at)
    return phone.text


@transaction.atomic
def tell_not_texted(text: Text, *, by: Actor, at: datetime) -> Phone | None:
    """The text of the day before left and did not arrive, or never left: the referent is told to call."""
    phone = Phone.objects.with_outing().filter(text=text, erased_at=None).first()
    if phone is None or phone.booking.cancelled_at or phone.booking.showing.is_over(at):
        return None
    journal.record(verbs.NOT_TEXTED, phone.booking, by=by, at=at)
    notices_before.tell_not_texted(phone.booking, masked=phone.masked, at=at)
    return phone


@transaction.atomic
def text_moved(phone: Phone, *, by: Actor, at: datetime) -> Text | None:
    """Say by text that the date has another hour or place. A text of the day before that has left is of another date
    now: one more will leave the day before the new one."""
    phone = Phone.objects.select_for_update(of=("self",)).with_outing().get(pk=phone.pk)
    booking = phone.booking
    if phone.erased_at or phone.comes == 0 or booking.cancelled_at or booking.showing.is_over(at):
        return None
    text = notices_before.text_moved(phone, at=at)
    if moments.text_from(booking.showing.starts_at, notices_before.clock_at(booking.showing)) > at:
        phone.text, phone.texted_at = None, None
    else:
        phone.text, phone.texted_at = text, at  # it says it all: no other one leaves
    phone.save(update_fields=["text", "texted_at"])
    if text:
        journal.record(verbs.CHANGE_TEXTED, booking, by=by, at=at)
    return text


@transaction.atomic
def tell_how_to_tell(reply: Reply, *, by: Actor, at: datetime) -> Text | None:
    """Somebody answered the text of the day before, in words: send them its link once more, once a day at most."""
    texted = Phone.objects.to_come(at).filter(digest=reply.digest, texted_at__isnull=False)
    phone = texted.with_outing().order_by("booking__showing__starts_at", "pk").first()
    told = Text.objects.to_number(reply.number).filter(kind=notices_before.HOW_TO_TELL, created_at__gt=at - A_DAY)
    if phone is None or phone.comes == 0 or told.exists():
        return None
    return notices_before.text_how_to_tell(phone, at=at)


@transaction.atomic
def call_off(booking: Booking, *, by: Actor, at: datetime) -> Sequence[Phone]:
    """The booking has ended before its date: say so by text to whoever expects to go, then erase its numbers. Returns
    those that were erased; told twice, nobody is written to twice."""
    known = Phone.objects.select_for_update(of=("self",)).known().filter(booking=booking)
    phones = list(known.with_outing().order_by("pk"))
    for phone in phones:
        if phone.comes != 0 and not booking.showing.is_over(at) and notices_before.text_called_off(phone, at=at):
            journal.record(verbs.END_TEXTED, booking, by=by, at=at)
        _erase(phone, at)
    return phones


def _erase(phone: Phone, at: datetime) -> None:
    phone.sealed, phone.digest, phone.erased_at = None, "", at
    phone.save(update_fields=["sealed", "digest", "erased_at"])
