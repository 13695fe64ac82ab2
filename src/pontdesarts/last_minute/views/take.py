"""Taking places in one tap: signed in, or by the link of an alert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.bookings import conditions
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import notices, operations, tonight
from ..forms import OneTapForm, TakeForm
from ..models import Alert

MOST_OTHERS = 3
FIELDS: dict[type[Refused], str] = {
    bookings.NoWheelchairPlace: "wheelchair",
    bookings.PickupNameMissing: "pickup_name",
}


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request, pk: int) -> HttpResponse:
    """One date: what, where, how to come back, one button. A refusal keeps what was typed, and shows what else there
    is."""
    showing = get_object_or_404(Showing.objects.visible_to(request.user).in_full(), pk=pk)
    relays = _relays(request, showing)
    relay = relays.first()
    if relay is None:
        return render(request, "bookings/nobody_to_book_for.html", {"showing": showing}, status=403)
    if not hasattr(showing, "allotment"):
        return redirect("programme:detail", showing.offer_id)
    line = _line(showing, relay)
    form = OneTapForm(typed(request), showing=showing, party=line.party, relays=relays, relay=relay)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        relay = form.cleaned_data["relay"]
        try:
            booking = _book(request, showing, relay, form)
        except Refused as said:
            refusal = said
            add_refusal(form, said, FIELDS.get(type(said)))
        else:
            booked = words.places(booking.places)
            messages.success(request, f"C'est réservé : {booked}. La contremarque part aussi par courriel.")
            return redirect("bookings:booking", booking.code)
    fresh = Showing.objects.in_full().get(pk=pk)
    context = _context(fresh, relay, form) | {"refusal": refusal}
    others = tonight.lines(request.user, relay, timezone.now(), without=showing)[:MOST_OTHERS]
    return render(request, "last_minute/take.html", context | {"others": others})


def _line(showing: Showing, relay: Structure) -> tonight.Line:
    held = tonight.Held.of(relay, [showing])
    return tonight.line_of(showing, relay, tonight.last_party(relay), held, timezone.now())


def _relays(request: Request, showing: Showing) -> StructureQuerySet:
    """The relays of the person that may ask for this date."""
    own = Q(association=showing.offer.association_id)
    if showing.offer.neighbours_allowed_at:
        own |= Q(pk__isnull=False)
    return tonight.relays_of(request.user).filter(own)


def _book(request: Request, showing: Showing, relay: Structure, form: OneTapForm) -> Booking:
    return bookings.book(
        showing,
        relay=relay,
        party=form.party,
        pickup_name=form.pickup,
        request_id=form.cleaned_data["request_id"],
        by=acting(request),
        at=timezone.now(),
    )


def _context(showing: Showing, relay: Structure, form: TakeForm) -> dict[str, object]:
    """What the page of one date says; ``closed`` is why nobody can book any more, before anybody tries."""
    at = timezone.now()
    closed: Refused | None = None
    try:
        conditions.refuse_booking(showing, relay, at)
    except Refused as refusal:
        closed = refusal
    line = _line(showing, relay)
    return {
        "line": line,
        "showing": showing,
        "offer": showing.offer,
        "place": showing.place,
        "form": form,
        "closed": closed,
        "gone": closed is None and line.free == 0,
        "asks_name": form.asks_name,
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_take(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an alert: the same page without an account. Opening it changes nothing, for robots open links."""
    try:
        alert = _alert(token)
    except links.LinkRefused as refusal:
        return render(request, "last_minute/link_closed.html", {"refusal": refusal}, status=410)
    showing = alert.release.showing
    booking = Booking.objects.held().filter(request_id=alert.one_tap).first()
    if booking:
        return render(request, "last_minute/taken.html", {"booking": booking, "showing": showing})
    form = TakeForm(typed(request), showing=showing, party=_line(showing, alert.relay).party)
    if request.method == "POST" and form.is_valid():
        by, at = Actor.link(alert.user.get_full_name()), timezone.now()
        try:
            operations.take(alert, party=form.party, pickup_name=form.pickup, by=by, at=at)
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
        else:
            return redirect("last_minute:signed_take", token)
    fresh = Showing.objects.in_full().get(pk=showing.pk)
    context = _context(fresh, alert.relay, form) | {"alert": alert}
    return render(request, "last_minute/alerted.html", context)


def _alert(token: str) -> Alert:
    """The alert that a link is of. Raises `LinkRefused`, also when the person has left the relay since."""
    link = links.read(token, notices.TAKE_DOOR, at=timezone.now())
    alerts = Alert.objects.select_related("user", "release", "relay__relay", "relay__association", "relay__commune")
    alert = alerts.filter(pk=link.subject, user__is_active=True).first()
    if alert is None or not alert.user.referent_posts.filter(structure=alert.relay, ended_at=None).exists():
        raise links.LinkRefused(
            "Ce lien n'est plus valable.", "Connectez-vous pour voir les places de dernière minute."
        )
    alert.release.showing = Showing.objects.in_full().get(pk=alert.release.showing_id)
    return alert
