"""« Dicté au téléphone »: the relay that calls, its outings without news, one gesture each."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts.http import Request, acting
from pontdesarts.bookings import codes, policies
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import came_in_words
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Referent, Structure
from pontdesarts.territory.rules import fold
from pontdesarts.ui.pages import render_piece

from .. import dictation, operations, owed
from ..dictation import Dictated
from ..models import Claim

A_PAGE = 20
MOST = 50  # outings on the page of a relay: nobody remembers more of them in one call


@require_http_methods(["GET", "HEAD"])
def phone(request: Request) -> HttpResponse:
    """Which relay is on the phone: found as one types."""
    relays = policies.relays_of_the_team(request.user)
    if not relays.exists():
        return render(request, "ui/errors/403.html", status=403)
    typed = request.GET.get("q", "")[:80].replace("\x00", "")
    found = relays.select_related("commune")
    for word in fold(typed).split():
        found = found.filter(sort_name__contains=word)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    missing = Booking.objects.unreported(timezone.now()).filter(relay__in=[relay.pk for relay in page])
    counted = missing.order_by().values("relay").annotate(number=Count("pk"))
    numbers = {row["relay"]: row["number"] for row in counted}
    rows = [(relay, numbers.get(relay.pk, 0)) for relay in page]
    return render_piece(request, "outings/phone.html", {"q": typed, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def dictated(request: Request, pk: int) -> HttpResponse:
    """Its outings without news, the oldest first; what it does not know yet comes last. Enter writes what is typed and
    goes to the next one."""
    relay = get_object_or_404(policies.relays_of_the_team(request.user).select_related("association"), pk=pk)
    at, mistyped = timezone.now(), ""
    if request.method == "POST":
        mistyped = _write(request, relay, at)
        if not request.htmx and not mistyped:
            return redirect("outings:dictated", pk)
    missing = owed.dictated(relay, at)
    context = {
        "relay": relay,
        "outings": missing[:MOST],
        "more": max(0, len(missing) - MOST),
        "mistyped": mistyped,
        "typed": request.POST.get("typed", "") if mistyped else "",
        "last": _last(request, relay) if request.method == "GET" or request.htmx else None,
        "reasons": [(letter, Claim.Reason(name).label) for letter, name in dictation.REASONS.items()],
        "referents": Referent.objects.current().filter(structure=relay).select_related("user").order_by("pk"),
    }
    status = 400 if mistyped and not request.htmx else 200
    return render_piece(request, "outings/dictated.html", context, piece="outings", status=status)


def _write(request: Request, relay: Structure, at: datetime) -> str:
    """Write what was dictated of one outing; the sentence of what cannot be, with nothing written."""
    code = codes.normalise(request.POST.get("booking", ""))
    booking = Booking.objects.with_showing().filter(relay=relay, code=code).first() if code else None
    if booking is None:
        return "Cette sortie n'est pas de ce relais."
    title, said = booking.showing.offer.title, _said(request, booking)
    if said is None:
        return f"« {title} » : tapez un nombre, « t » pour tous, « ? » si le relais ne sait pas."
    by = acting(request, on_behalf_of=policies.on_behalf_of(request.user, relay))
    try:
        operations.tell(
            booking,
            came=said.came,
            excused=said.excused,
            reason=said.reason,
            via=Claim.Via.PHONE,
            by=by,
            at=at,
        )
    except Refused as refusal:
        return f"« {title} » : {refusal}"
    noted = came_in_words(said.came, booking.places, excused=said.excused and said.came == 0)
    request.session["outings.dictated"] = booking.code
    if not request.htmx:
        messages.success(request, f"« {title} » : {noted}.")
    return ""


def _said(request: HttpRequest, booking: Booking) -> Dictated | None:
    """A button, or what is typed; the reason chosen beside goes with both."""
    chosen = request.POST.get("came", "typed")
    said = dictation.read(request.POST.get("typed", "") if chosen == "typed" else chosen, booking.places)
    if said is None:
        return None
    reason = dictation.REASONS.get(request.POST.get("reason", ""), "")
    return Dictated(said.came, said.excused, said.reason or reason)


def _last(request: Request, relay: Structure) -> Booking | None:
    """What was dictated last in this call, to take it back."""
    code = request.session.get("outings.dictated", "")
    return Booking.objects.with_showing().filter(relay=relay, code=code).first() if code else None
