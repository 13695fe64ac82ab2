"""Several dates of an outing in one go; the same outing again, another day or for another group."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import BookingMode, Offer, Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.keys import key

from .. import conditions, notices, operations, policies, prefill, standing
from ..forms import ManyForm, PartyForm
from ..models import Booking
from . import on_behalf
from .book import FIELDS, typed_in
from .bookings import editable

MOST_SHOWN = 60


def book_many(request: Request, pk: int) -> HttpResponse:
    """Tick the dates, say once who goes: all of them are booked, or none."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).select_related("association"), pk=pk)
    return _page(request, offer, on_behalf.begun(request))


def repeat(request: Request, code: str) -> HttpResponse:
    """The same party once more: another date of the outing, or the same for another group."""
    booking = editable(request, code)
    begun = prefill.of(booking, PartyForm.typed_of(booking))
    return _page(request, booking.showing.offer, begun, again=booking)


def _page(request: Request, offer: Offer, begun: dict[str, object], *, again: Booking | None = None) -> HttpResponse:
    at = timezone.now()
    showings = _bookable(offer, at)
    context: dict[str, object] = {"offer": offer, "again": again, "form": None, "news": ""}
    if not showings or (request.method == "GET" and not any(showing.allotment.left for showing in showings)):
        return render(request, "bookings/book_many.html", context)
    relays = policies.relays_to_book_for(request.user, showings[0])
    if not relays.exists():
        return render(request, "bookings/nobody_to_book_for.html", {"showing": showings[0]}, status=403)
    who = standing.who(_relay(begun, relays), offer)
    standings = {s.pk: standing.at_date(s.allotment, s.offer.terms, who, at) for s in showings}
    labels = {
        showing.pk: f"{notices.when_of(showing)} : {_left(showing, standings[showing.pk])}" for showing in showings
    }
    form = ManyForm(typed_in(request), showings=showings, labels=labels, relays=relays, by=request.user, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            return _booked(request, form, at)
        except Refused as refusal:
            add_refusal(form, refusal, "dates" if isinstance(refusal, operations.Full) else FIELDS.get(type(refusal)))
            context["news"] = reverse("outings:to_tell") if isinstance(refusal, operations.NewsOwed) else ""
    context |= {"form": form, "asks_name": conditions.needs_pickup_name(showings[0])}
    context["limits"] = standing.share_of_a_relay(offer.terms, who)
    return render(request, "bookings/book_many.html", context)


def _booked(request: Request, form: ManyForm, at: datetime) -> HttpResponse:
    relay = form.cleaned_data["relay"]
    made = operations.book_all(
        form.chosen,
        relay=relay,
        party=form.party,
        pickup_name=form.pickup,
        request_id=form.cleaned_data["request_id"],
        booked_for=form.companion,
        by=acting(request, on_behalf_of=policies.on_behalf_of(request.user, relay, form.companion)),
        at=at,
    )
    each = words.places(made[0].places)
    if len(made) == 1:
        messages.success(request, f"C'est réservé : {each}. La contremarque part aussi par courriel.")
        return redirect("bookings:booking", made[0].code)
    dates = words.counted(len(made), "date")
    messages.success(request, f"C'est réservé : {each} à chacune des {dates}. Chaque contremarque part par courriel.")
    return redirect("bookings:list")


def _bookable(offer: Offer, at: datetime) -> list[Showing]:
    """The dates that a relay books by itself, the full ones too: the form that took the last places may come twice."""
    if offer.booking_mode != BookingMode.DIRECT:
        return []
    return list(offer.showings.open_for_booking(at).in_full().order_by("starts_at", "pk")[:MOST_SHOWN])


def _left(showing: Showing, known: standing.Standing) -> str:
    return known.said if showing.allotment.left else "complet"


def _relay(begun: dict[str, object], relays: StructureQuerySet) -> Structure | None:
    """The relay whose limits are shown: the only one, or the one that was said before."""
    known = list(relays[:2])
    if len(known) == 1:
        return known[0]
    return relays.filter(pk=key(str(begun.get("relay") or ""))).first()
