"""« Sorties à raconter »: who came, in one gesture for each; with an account, or by the link of the weekly mail."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from .. import codes, notices_outcomes, operations, policies, prefill
from ..models import Booking, BookingQuerySet

A_PAGE = 20
TOLD_SHOWN = 10
# one may still correct what was told lately
CORRECTED = timedelta(days=30)


def outcomes(request: Request) -> HttpResponse:
    """The past outings of one's relays that nobody told of, the oldest first; then those told lately, to correct."""
    mine = Booking.objects.editable_by(request.user)
    if request.method == "POST":
        booking = _named(request, mine)
        by = acting(request, on_behalf_of=policies.on_behalf_of(request.user, booking.relay)) if booking else None
        _tell(request, booking, by)
        return redirect(_after(request, booking))
    return render(request, "bookings/outcomes.html", _context(request, mine) | _way_back(request))


@login_not_required
@never_cache
def signed_outcomes(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for one relay, for whoever holds the link of its mail. Opening it changes nothing."""
    try:
        relay = _opened(token)
    except links.LinkRefused as refusal:
        return render(request, "bookings/link_refused.html", {"refusal": refusal}, status=410)
    mine = Booking.objects.filter(relay=relay)
    if request.method == "POST":
        _tell(request, _named(request, mine), Actor.link(relay.name))
        return redirect("bookings:signed_outcomes", token)
    return render(request, "bookings/signed_outcomes.html", {"relay": relay, **_context(request, mine)})


def _opened(token: str) -> Structure:
    """The relay that a link opens. Raises `LinkRefused`, also when the relay's links were withdrawn since."""
    link = links.read(token, notices_outcomes.DOOR, at=timezone.now())
    relay = Structure.objects.relays().filter(pk=link.subject, link_epoch=link.epoch).first()
    if relay is None:
        raise links.LinkRefused("Ce lien a été remplacé.", "Ouvrez le plus récent, ou connectez-vous.")
    return relay


def _named(request: HttpRequest, mine: BookingQuerySet) -> Booking | None:
    code = codes.normalise(request.POST.get("booking", ""))
    return mine.select_related("relay", "showing__offer").filter(code=code).first() if code else None


def _tell(request: HttpRequest, booking: Booking | None, by: Actor | None) -> None:
    """Write what was answered, and say it back; a number that cannot be is refused with its reason."""
    if booking is None or by is None:
        messages.error(request, "Cette réservation n'est pas de celles que vous pouvez raconter.")
        return
    said = request.POST.get("came", "")
    said = request.POST.get("some", "").strip() if said == "some" else said
    if not said.isdecimal() or len(said) > 4:
        messages.error(request, f"« {booking.showing.offer.title} » : dites combien de personnes sont venues.")
        return
    try:
        told = operations.tell_who_came(booking, came=int(said), by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, f"« {booking.showing.offer.title} » : {refusal}")
    else:
        messages.success(request, f"C'est noté pour « {booking.showing.offer.title} » : {sentence(told)}.")


def sentence(booking: Booking) -> str:
    """« 3 personnes sur 4 sont venues »."""
    came, places = booking.came, booking.places
    if not came:
        return "personne n'est venu"
    if came == places:
        return "la personne est venue" if places == 1 else f"les {places} personnes sont venues"
    return f"{came} personne{'s' if came > 1 else ''} sur {places} {'sont venues' if came > 1 else 'est venue'}"


def _context(request: HttpRequest, mine: BookingQuerySet) -> dict[str, object]:
    at = timezone.now()
    mine = mine.with_showing().select_related("booked_for")
    to_tell = mine.unreported(at).order_by("showing__starts_at", "pk")
    told = mine.held().filter(told_at__gt=at - CORRECTED).order_by("-told_at", "-pk")[:TOLD_SHOWN]
    page = Paginator(to_tell, A_PAGE).get_page(request.GET.get("page"))
    shown = [*page, *told]
    return {
        "page": page,
        "told": [(booking, sentence(booking)) for booking in told],
        "several_relays": len({booking.relay_id for booking in shown}) > 1,
    }


def _after(request: HttpRequest, booking: Booking | None) -> str:
    """The page of the booking for whoever answered there; else the same page, with what leads back."""
    if booking and request.POST.get("on") == "booking":
        return reverse("bookings:booking", args=[booking.code])
    query = request.GET.urlencode()
    return reverse("bookings:outcomes") + (f"?{query}" if query else "")


def _way_back(request: Request) -> dict[str, object]:
    """The booking that was refused until this is told, with what was typed there."""
    asked = request.GET.get("seance", "")
    known = Showing.objects.visible_to(request.user).select_related("offer")
    showing = known.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 15 else None
    if showing is None:
        return {"back": "", "showing": None}
    typed = prefill.address(request.GET)
    return {"back": f"{reverse('bookings:book', args=[showing.pk])}?{typed}", "showing": showing}
