"""A relay waits for places, or asks the venue for some."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import asking, conditions, notices_asks, operations, policies
from ..forms_asks import AskForm
from ..models import Ask
from . import on_behalf
from .book import FIELDS, outcomes_first, typed_in


def wait(request: Request, pk: int) -> HttpResponse:
    """Who would come if places come back, and how few would do."""
    return _ask(request, _visible(request, pk), operations.wait, asking.refuse_to_wait, "bookings/wait.html")


def request(request: Request, pk: int) -> HttpResponse:
    """Who would come if the venue says yes."""
    showing = _visible(request, pk)
    if showing.offer.booking_mode != BookingMode.ON_REQUEST:
        return redirect("bookings:book", pk)
    return _ask(request, showing, operations.request, conditions.refuse_if_closed, "bookings/request.html")


def _ask(
    request: Request,
    showing: Showing,
    operation: Callable[..., Ask],
    refuse: Callable[..., None],
    template: str,
) -> HttpResponse:
    relays = list(policies.relays_to_book_for(request.user, showing))
    if not relays:
        return render(request, "bookings/nobody_to_book_for.html", {"showing": showing}, status=403)
    at, closed = timezone.now(), None
    try:
        refuse(showing, at)
    except Refused as refusal:
        closed = refusal
        if request.method != "POST":
            return render(request, template, {"closed": closed, **_context(showing)})
    begun = on_behalf.begun(request)
    form = AskForm(typed_in(request), showing=showing, relays=relays, by=request.user, initial=begun)
    news, bookable = "", False
    if request.method == "POST" and form.is_valid():
        try:
            ask = operation(showing, **_wanted(form), by=_actor(request, form), at=at)
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
            news = outcomes_first(request, refusal, showing)
            bookable = isinstance(refusal, operations.AskRefused)
        else:
            messages.success(request, _done(ask))
            return redirect("bookings:ask", ask.pk)
    showing.refresh_from_db()
    context = {"form": form, "news": news, "closed": closed, "bookable": bookable, **_context(showing)}
    return render(request, template, context)


def _wanted(form: AskForm) -> asking.Wanted:
    return {
        "relay": form.cleaned_data["relay"],
        "party": form.party,
        "least": form.cleaned_data["least"],
        "pickup_name": form.pickup,
        "request_id": form.cleaned_data["request_id"],
        "booked_for": form.companion,
    }


def _actor(request: Request, form: AskForm) -> Actor:
    on_behalf_of = policies.on_behalf_of(request.user, form.cleaned_data["relay"], form.companion)
    return acting(request, on_behalf_of=on_behalf_of)


def _done(ask: Ask) -> str:
    if ask.kind == Ask.Kind.REQUEST:
        return f"Votre demande {words.of_places(ask.places)} est partie. La réponse arrive par courriel."
    turn = words.ordinal(notices_asks.turn_of(ask))
    return f"Vous êtes sur la liste d'attente : {turn}. Dès que des places reviennent, un courriel vous le dit."


def _context(showing: Showing) -> dict[str, object]:
    waiting = list(Ask.objects.waiting().filter(showing=showing))
    return {
        "showing": showing,
        "offer": showing.offer,
        "allotment": getattr(showing, "allotment", None),
        "terms": showing.offer.terms,
        "asks_name": conditions.needs_pickup_name(showing),
        "ahead": len(waiting),
        "ahead_places": sum(ask.places for ask in waiting),
    }


def _visible(request: Request, pk: int) -> Showing:
    return get_object_or_404(Showing.objects.visible_to(request.user).in_full(), pk=pk)
