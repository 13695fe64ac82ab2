"""« Dernière minute »: what one may still take, the nearest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.ui.pages import asks_for

from .. import tonight
from ..forms import OneTapForm

STOP_ASKING = 286  # htmx then asks no more: the page has said that it is out of date


@require_safe
def page(request: Request) -> HttpResponse:
    """Each date with its form of one tap. The page asks every minute whether something changed, and says so: nothing
    moves under a thumb that is about to book."""
    at, relays = timezone.now(), tonight.relays_of(request.user)
    relay = _chosen(request, relays)
    lines = tonight.lines(request.user, relay, at) if relay else []
    seen = "-".join(f"{line.showing.pk}.{line.free}" for line in lines)
    if asks_for(request, "news"):
        if request.GET.get("vu", "") == seen:
            return HttpResponse(status=204)
        news = {"relay": relay, "count": len(lines)}
        return render(request, "last_minute/page_news.html", news, status=STOP_ASKING)
    context = {
        "relays": [(each, each == relay) for each in relays],
        "relay": relay,
        "refusal": tonight.refusal_of(relay, at) if relay else None,
        "rows": [(line, _form(line, relays)) for line in lines],
        "seen": seen,
        "read_at": at,
    }
    return render(request, "last_minute/page.html", context)


def _chosen(request: Request, relays: StructureQuerySet) -> Structure | None:
    """The relay that the address names, else the first."""
    asked = request.GET.get("relais", "")
    return next((relay for relay in relays if str(relay.pk) == asked), None) or (relays[0] if relays else None)


def _form(line: tonight.Line, relays: StructureQuerySet) -> OneTapForm:
    # many forms on one page: each names its fields after its date
    name = f"date-{line.showing.pk}-%s"
    return OneTapForm(showing=line.showing, party=line.party, relays=relays, relay=line.relay, auto_id=name)
