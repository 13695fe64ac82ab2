"""A booking changes or ends."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies, rules
from ..forms import CancelForm, ChangeForm
from ..models import Booking
from .book import FIELDS, typed_in
from .bookings import editable


def change(request: Request, code: str) -> HttpResponse:
    """Another party for the same booking, or somebody else who goes with it."""
    booking = editable(request, code)
    form = ChangeForm(typed_in(request), booking=booking)
    if request.method == "POST" and form.is_valid():
        by, at = _actor(request, booking), timezone.now()
        try:
            goes = form.companion if form.companions else operations.Kept.AS_IT_WAS
            changed = operations.change(
                booking, party=form.party, pickup_name=form.pickup, booked_for=goes, by=by, at=at
            )
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
        else:
            if changed.changed_at == at:
                held = words.places(changed.places)
                messages.success(request, f"C'est changé : {held}. Une nouvelle contremarque part par courriel.")
            else:
                messages.info(request, "Rien n'a changé.")
            return redirect("bookings:booking", code)
    allotment = booking.showing.allotment
    allotment.refresh_from_db()
    context = {
        "booking": booking,
        "showing": booking.showing,
        "form": form,
        "asks_name": "pickup_name" in form.fields,
        "allotment": allotment,
        "closed": rules.is_late(timezone.now(), allotment.closes_at),
        "refused": _refused(booking),
    }
    return render(request, "bookings/change.html", context)


def cancel(request: Request, code: str) -> HttpResponse:
    """The places go back at once; after closing, the page says that it is late before one does it."""
    booking = editable(request, code)
    form = CancelForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        by, reason = _actor(request, booking), form.cleaned_data["reason"]
        try:
            operations.cancel(booking, reason=reason, by=by, at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            rendered = "rendue" if booking.places == 1 else "rendues"
            messages.success(request, f"C'est annulé : {words.places(booking.places)} {rendered}.")
            return redirect("bookings:booking", code)
    context = {
        "booking": booking,
        "showing": booking.showing,
        "form": form,
        "late": rules.is_late(timezone.now(), booking.showing.allotment.closes_at),
        "refused": _refused(booking),
    }
    return render(request, "bookings/cancel.html", context)


@require_POST
def mail_again(request: Request, code: str) -> HttpResponse:
    """The voucher once more, to the person who asks."""
    booking = editable(request, code)
    try:
        operations.send_vouchers_again(booking, by=_actor(request, booking), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La contremarque part vers {request.user.email}.")
    return redirect("bookings:booking", code)


def _actor(request: Request, booking: Booking) -> Actor:
    return acting(request, on_behalf_of=policies.on_behalf_of(request.user, booking.relay))


def _refused(booking: Booking) -> str:
    """Why nothing can be changed any more, or ``""``."""
    if booking.cancelled_at:
        return "Cette réservation est annulée. Vous pouvez réserver à nouveau."
    if booking.showing.is_over(timezone.now()):
        return "La sortie a déjà eu lieu."
    return ""
