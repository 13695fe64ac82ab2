"""Figures of an association, of a relay, of a partner: this minute's, for those who see each booking anyway."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.network.models import Structure

from .. import counting, periods, policies, quarters, sheets, tables
from ..counting import Dimension, Period, Scope
from ..models import Publication


def home(request: Request) -> HttpResponse:
    """Straight to one's figures, or a choice among several."""
    associations = Association.objects.staffed_by(request.user).order_by("name", "pk")
    structures = Structure.objects.held_by(request.user).order_by("sort_name", "pk")
    if len(associations) == 1 and not structures:
        return redirect("statistics:association", associations[0].slug)
    if len(structures) == 1 and not associations:
        return redirect("statistics:structure", structures[0].pk)
    return render(request, "statistics/home.html", {"associations": associations, "structures": structures})


def association(request: Request, slug: str) -> HttpResponse:
    """The dashboard of the team; readers read what is settled."""
    shown = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not policies.may_read_live(request.user, shown):
        return redirect("statistics:publications", slug)
    asked = request.GET.get("par", "")
    dimension = Dimension(asked) if asked in set(Dimension) else Dimension.DISCIPLINE
    context = _context(request, Scope(shown), dimension) | {
        "association": shown,
        "tabs": [(one.label, one.value, one == dimension) for one in Dimension if one != Dimension.MONTH],
        "kept": [("par", dimension.value)],
    }
    return render(request, "statistics/association.html", context)


def structure(request: Request, pk: int) -> HttpResponse:
    """A relay's outings, or what became of the places of a partner."""
    shown = _structure(request, pk)
    partner = request.GET.get("cote") == "partenaire" if shown.is_relay and shown.is_partner else shown.is_partner
    scope = Scope(shown.association, partner=shown) if partner else Scope(shown.association, relay=shown)
    dimension = Dimension.DISCIPLINE if partner else Dimension.PARTNER
    context = _context(request, scope, dimension) | {
        "structure": shown,
        "as_partner": partner,
        "as_relay": not partner,
        "kept": [("cote", "partenaire")] if partner and shown.is_relay else [],
    }
    if partner:
        context["settled"] = _settled(shown)[:4]
    return render(request, "statistics/structure.html", context)


def structure_sheet(request: Request, pk: int, kind: str) -> HttpResponse:
    """A relay's own figures by month, whole; those of a partner are in the settled quarters."""
    if kind not in sheets.KINDS:
        raise Http404
    shown = _structure(request, pk, relay=True)
    at = timezone.now()
    choice = periods.chosen(request.GET.get("periode", ""), timezone.localdate(at))
    scope, period = Scope(shown.association, relay=shown), Period(choice.first, choice.last)
    by_month = tables.table(scope, period, Dimension.MONTH, at=at, longest=None)
    return answer(sheets.own(by_month, kind, name=f"sorties-{choice.key}"))


def partner_sheet(request: Request, pk: int, kind: str) -> HttpResponse:
    """What became of a partner's places, from the settled quarters."""
    if kind not in sheets.KINDS:
        raise Http404
    shown = _structure(request, pk)
    if not shown.is_partner:
        raise Http404
    lines = [(quarters.said(publication.first), line) for publication, line in _settled(shown)]
    return answer(sheets.partner(lines, kind, name=f"places-{pk}"))


def _settled(partner: Structure) -> list[tuple[Publication, dict[str, Any]]]:
    """The quarters that say something of the partner, the latest first."""
    settled = Publication.objects.filter(association=partner.association)
    lines = ((publication, publication.line("partner", str(partner.pk))) for publication in settled)
    return [(publication, line) for publication, line in lines if line]


def _structure(request: Request, pk: int, *, relay: bool = False) -> Structure:
    seen = Structure.objects.visible_to(request.user).select_related("association", "relay", "partner")
    shown = get_object_or_404(seen.relays() if relay else seen, pk=pk)
    if not policies.may_read_of(request.user, shown):
        return get_object_or_404(seen.none(), pk=pk)
    return shown


def _context(request: Request, scope: Scope, dimension: Dimension) -> dict[str, object]:
    at = timezone.now()
    today = timezone.localdate(at)
    choice = periods.chosen(request.GET.get("periode", ""), today)
    period = Period(choice.first, choice.last)
    by_month = tables.table(scope, period, Dimension.MONTH, at=at)
    return {
        "choice": choice,
        "choices": periods.choices(today),
        "figures": counting.total(scope, period, at=at),
        "by_month": by_month,
        "months": tables.months(by_month),
        "dimension": dimension,
        "table": tables.table(scope, period, dimension, at=at),
    }
