"""What the page of outings to tell shows: the answer that a mail prepared, what was just told, what is left to tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from pontdesarts.bookings import codes
from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.bookings.rules import came_in_words

from .forms import MoreForm
from .models import Claim, Impression

A_PAGE = 20
MOST_LISTED = 1000  # the oldest; what is told leaves the list, and others come
TOLD_SHOWN = 10
# one may still correct what was told lately
CORRECTED = timedelta(days=30)
UNKNOWN = "inconnu"


@dataclass(frozen=True)
class Prepared:
    """The answer of a button of the mail, to be written by one press. ``value`` is what the form sends."""

    booking: Booking
    value: str
    said: str
    before: str = ""
    done: bool = False


def page(
    request: HttpRequest,
    mine: BookingQuerySet,
    at: datetime,
    *,
    told: Booking | None = None,
    form: MoreForm | None = None,
) -> dict[str, object]:
    """The context of the page. ``told`` and ``form`` when what was typed about it is to be corrected."""
    everything, mine = mine, mine.with_showing().select_related("booked_for")
    prepared, flaw = _prepared(request, mine, at)
    told = told or _just_told(request, mine, at)
    if told and form is None:
        form = more_form(told, None)
    set_apart = [booking.pk for booking in (prepared.booking if prepared else None, told) if booking]
    to_tell = everything.unreported(at).exclude(pk__in=set_apart).order_by("showing__starts_at", "pk")
    lately = everything.held().filter(told_at__gt=at - CORRECTED).exclude(pk__in=set_apart).order_by("-told_at", "-pk")
    # the keys first: to sort years of outings with all that a line shows takes seconds
    keys = list(to_tell.values_list("pk", flat=True)[: MOST_LISTED + 1])
    left = Paginator[Any](keys[:MOST_LISTED], A_PAGE).get_page(request.GET.get("page"))
    told_lately = list(lately.values_list("pk", flat=True)[:TOLD_SHOWN])
    read = mine.in_bulk([*left.object_list, *told_lately])
    left.object_list = [read[key] for key in left.object_list if key in read]
    others = [read[key] for key in told_lately if key in read]
    shown = [*left, *others, *([prepared.booking] if prepared else []), *([told] if told else [])]
    return {
        "page": left,
        "more": len(keys) > MOST_LISTED,
        "prepared": prepared,
        "flaw": flaw,
        "told": told,
        "form": form,
        "impression": Impression.objects.filter(booking=told).select_related("voice").first() if told else None,
        "others": others,
        "several_relays": len({booking.relay_id for booking in shown}) > 1,
    }


def _one(mine: BookingQuerySet, typed: str) -> Booking | None:
    code = codes.normalise(typed)
    return mine.filter(code=code).first() if code else None


def _prepared(request: HttpRequest, mine: BookingQuerySet, at: datetime) -> tuple[Prepared | None, str]:
    """What the button of the mail said, and the sentence for a button that can no longer say it."""
    if not (asked := request.GET.get("sortie", "")):
        return None, ""
    booking = _one(mine, asked)
    if booking is None:
        return None, "Cette sortie n'est pas de celles que vous pouvez raconter."
    if booking.cancelled_at:
        return None, f"La réservation pour « {booking.showing.offer.title} » est annulée : il n'y a rien à raconter."
    if not booking.showing.is_over(at):
        return None, f"« {booking.showing.offer.title} » n'a pas encore eu lieu."
    typed = request.GET.get("venus", "")
    known = typed.isascii() and typed.isdecimal() and len(typed) < 5 and int(typed) <= booking.places
    if not known and typed != UNKNOWN:
        return Prepared(booking, "", ""), ""
    came = int(typed) if known else None
    said = came_in_words(came, booking.places, excused=False)
    before = booking.who_came if booking.told_at else ""
    return Prepared(booking, typed, said, before, done=booking.told_at is not None and booking.came == came), ""


def _just_told(request: HttpRequest, mine: BookingQuerySet, at: datetime) -> Booking | None:
    asked = request.GET.get("dit", "")
    return _one(mine.held().past(at).exclude(told_at=None), asked) if asked else None


def more_form(booking: Booking, request: HttpRequest | None) -> MoreForm:
    """What may be added to an answer, with what was added before."""
    said = Claim.objects.filter(booking=booking, source=Claim.Source.REFERENT).order_by("-said_at", "-pk").first()
    felt = Impression.objects.filter(booking=booking).first()
    initial: dict[str, object] = {
        "reason": said.reason if said else "",
        "excused": booking.excused,
        "mood": felt.mood if felt else "",
        "line": felt.line if felt else "",
    }
    data, files = (request.POST, request.FILES) if request else (None, None)
    return MoreForm(data, files, booking=booking, initial=initial)
