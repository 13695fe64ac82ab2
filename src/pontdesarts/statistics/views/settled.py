"""Quarters that are settled: the only figures that leave the house; and the closing that settles one."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.refusals import Refused

from .. import counting, operations, periods, policies, quarters, sheets, tables
from ..counting import Period, Scope
from ..models import Publication


def publications(request: Request, slug: str) -> HttpResponse:
    """What is settled, and for the team what could be."""
    shown = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    settled = Publication.objects.filter(association=shown).select_related("made_by")
    done = {publication.first for publication in settled}
    may_settle = policies.may_settle(request.user, shown)
    over = [choice for choice in _with_outings(shown) if choice.first not in done] if may_settle else []
    context = {
        "association": shown,
        "settled": [(publication, quarters.said(publication.first)) for publication in settled],
        "over": over,
        "may_settle": may_settle,
    }
    return render(request, "statistics/publications.html", context)


def _with_outings(association: Association) -> list[periods.Choice]:
    """The last quarters that are over, but those in which nobody had booked: there is nothing to settle."""
    at, scope = timezone.now(), Scope(association)
    over = periods.quarters_over(timezone.localdate(at))
    return [choice for choice in over if scope.bookings(Period(choice.first, choice.last), at).exists()]


def settle(request: Request, slug: str, first: str) -> HttpResponse:
    """What is still unknown of the quarter, relay by relay; then the button that settles it."""
    shown = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not policies.may_settle(request.user, shown):
        return render(request, "ui/errors/403.html", status=403)
    choice, at = _quarter(first), timezone.now()
    scope, period = Scope(shown), Period(choice.first, choice.last)
    context = {"association": shown, "choice": choice, "refusal": None}
    if request.method == "POST":
        try:
            made = operations.publish(shown, day=choice.first, by=acting(request), at=at)
        except Refused as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, f"Les chiffres du {choice.label} sont arrêtés.")
            return redirect("statistics:publication", made.pk)
    context |= {
        "figures": counting.total(scope, period, at=at),
        "owing": tables.relays_to_ask(scope, period, at=at),
        "over": at >= period.ends,
    }
    return render(request, "statistics/settle.html", context, status=409 if context["refusal"] else 200)


def publication(request: Request, pk: int) -> HttpResponse:
    shown = _publication(request, pk)
    context = {
        "publication": shown,
        "quarter": quarters.said(shown.first),
        "total": shown.line("total", ""),
        "tables": [(title, shown.table(name)) for name, title in sheets.TABLES.items() if name != "total"],
        "measures": sheets.MEASURES,
    }
    return render(request, "statistics/publication.html", context)


def publication_sheet(request: Request, pk: int, kind: str) -> HttpResponse:
    if kind not in sheets.KINDS:
        raise Http404
    shown = _publication(request, pk)
    return answer(sheets.publication(shown, kind, name=f"chiffres-{shown.association.slug}-{shown.first:%Y-%m}"))


def _publication(request: Request, pk: int) -> Publication:
    return get_object_or_404(Publication.objects.visible_to(request.user).select_related("association"), pk=pk)


def _quarter(first: str) -> periods.Choice:
    """The quarter that begins on this day. Anything else is no page."""
    try:
        choice = periods.quarter(date.fromisoformat(first))
    except ValueError:
        raise Http404 from None
    if choice.first.isoformat() != first or choice.first > timezone.localdate():
        raise Http404
    return choice
