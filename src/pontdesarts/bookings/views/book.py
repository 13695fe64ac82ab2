"""Two minutes: from a date to a booking."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.accounts.models import User
from pontdesarts.journal.refusals import Refused
from pontdesarts.membership import policies as membership
from pontdesarts.network.models import Structure
from pontdesarts.prepared import Prepared
from pontdesarts.programme.models import Showing
from pontdesarts.transactions import reads_and_writes_at_once
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import conditions, operations, policies, prefill, rules
from ..forms import BookingForm, choose_among
from ..models import Booking
from . import on_behalf

# where a refusal is said in the form
FIELDS: dict[type[Refused], str] = {
    operations.PartyRefused: "adults",
    operations.NoWheelchairPlace: "wheelchair",
    operations.PickupNameMissing: "pickup_name",
    operations.RelayRefused: "relay",
}


@reads_and_writes_at_once
def book(request: Request, pk: int) -> HttpResponse:
    """Who goes, then one button; a refusal keeps all that was typed."""
    showing = _to_book(request.user, pk)
    chosen = policies.relay_to_book_for(request.user, showing, request.POST.get("relay", ""))
    relays = [chosen] if chosen else list(policies.relays_to_book_for(request.user, showing))
    if not relays:
        return render(request, "bookings/nobody_to_book_for.html", {"showing": showing}, status=403)
    begun = on_behalf.begun(request)
    form = BookingForm(typed_in(request), showing=showing, relays=relays, by=request.user, initial=begun)
    news = ""
    if request.method == "POST" and form.is_valid():
        try:
            booking = _book(request, showing, form.cleaned_data["relay"], form)
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
            news = outcomes_first(request, refusal, showing)
        else:
            booked = words.places(booking.places)
            messages.success(request, f"C'est réservé : {booked}. La contremarque part aussi par courriel.")
            return redirect("bookings:booking", booking.code)
    return _page(request, _visible(request, pk), form, news)


def _page(request: Request, showing: Showing, form: BookingForm, news: str) -> HttpResponse:
    """The form, with the date as it now is, and every relay to choose from."""
    relays = list(policies.relays_to_book_for(request.user, showing))
    choose_among(form, relays)
    form.ask_who_goes(request.user)
    barred = [relay.barred for relay in relays]
    suspension = barred[0] if relays and all(barred) else ""
    context = {"form": form, "suspension": suspension, "news": news, "unready": _unready(request, relays)}
    return render(request, "bookings/book.html", context | _context(request, showing))


def _unready(request: Request, relays: list[Structure]) -> dict[str, object]:
    """What the person's only relay has left to do before it books, said before anything is typed; else nothing."""
    if len(relays) == 1:
        try:
            membership.refuse_unready(relays[0], who=request.user.pk, at=timezone.now())
        except Refused as refusal:
            return {"refusal": refusal, "relay": relays[0]}
    return {}


def outcomes_first(request: Request, refusal: Refused, showing: Showing) -> str:
    """Where one says who came, and comes back with what was typed; ``""`` for any other refusal."""
    if not isinstance(refusal, operations.NewsOwed):
        return ""
    return f"{reverse('outings:to_tell')}?seance={showing.pk}&{prefill.address(request.POST)}"


def typed_in(request: Request) -> QueryDict | None:
    """What was sent, an empty form too; ``None`` when the page is only opened."""
    return request.POST if request.method == "POST" else None


def _book(request: Request, showing: Showing, relay: Structure, form: BookingForm) -> Booking:
    return operations.book(
        showing,
        relay=relay,
        party=form.party,
        pickup_name=form.pickup,
        request_id=form.cleaned_data["request_id"],
        booked_for=form.companion,
        by=acting(request, on_behalf_of=policies.on_behalf_of(request.user, relay, form.companion)),
        at=timezone.now(),
    )


def _context(request: Request, showing: Showing) -> dict[str, object]:
    """What stands above the form: the limits, before anybody meets them, and why booking is not possible, if so."""
    at = timezone.now()
    closed = None
    try:
        conditions.refuse_if_closed(showing, at)
    except Refused as refusal:
        closed = refusal
    allotment = getattr(showing, "allotment", None)
    mine = Booking.objects.held().filter(showing=showing, relay__in=Structure.objects.served_by(request.user))
    return {
        "showing": showing,
        "offer": showing.offer,
        "allotment": allotment,
        "closed": closed,
        "asks_name": conditions.needs_pickup_name(showing),
        "full": closed is None and allotment is not None and allotment.left == 0,
        "late_until": allotment.late_until if allotment and allotment.is_late(at) else None,
        "mine": mine.select_related("relay").order_by("pk"),
        "most": max(
            rules.most_places(outing, showing.offer.terms, allotment.most_per_booking if allotment else None)
            for outing in rules.Outing
        ),
    }


def _visible(request: Request, pk: int) -> Showing:
    showings = Showing.objects.visible_to(request.user).select_related(
        "allotment",
        "venue__commune",
        "offer__association",
        "offer__venue__commune",
        "offer__partner__partner",
    )
    return get_object_or_404(showings, pk=pk)


def _visible_to(user_id: int, pk: int) -> QuerySet[Showing]:
    return conditions.with_what_is_read(Showing.objects.visible_to(User(pk=user_id)).filter(pk=pk))


_read = Prepared(_visible_to)


def _to_book(user: User, pk: int) -> Showing:
    """What the rules read of the date, and no more: most bookings are made by the first form sent."""
    for showing in _read(user_id=user.pk, pk=pk):
        return showing
    raise Http404
