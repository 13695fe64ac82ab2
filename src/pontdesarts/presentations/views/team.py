"""The association's side: who has not written theirs, a mail in one click, the booklet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.membership.rules import season_said
from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.territory.rules import fold

from .. import documents, operations, policies, rules, telling, verbs
from ..forms import BookletForm
from ..models import Presentation, PresentationQuerySet
from .reading import WITH_ALL
from .seasons import chosen, to_write

A_PAGE = 50


def team(request: Request, slug: str) -> HttpResponse:
    """Each partner with its sheet of the season, and when it was asked for it last."""
    association = _association(request, slug)
    year = chosen(request.GET.get("saison", ""))
    partners, missing = policies.partners_of(association), _missing(association, year)
    only = request.GET.get("vue") == "sans-fiche"
    own = Prefetch("presentations", Presentation.objects.filter(season=year), to_attr="of_season")
    shown = (missing if only else partners).select_related("commune").prefetch_related(own)
    page = Paginator(shown.order_by("sort_name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    asked = Entry.objects.filter(verb=verbs.ASKED.name, subject_id__in=[str(each.pk) for each in page]).order_by("at")
    days = {entry.subject_id: entry.at for entry in asked}
    context = {
        "association": association,
        "rows": [(each, _of_season(each), days.get(str(each.pk))) for each in page],
        "page": page,
        "only": only,
        "year": year,
        "season": season_said(year),
        "seasons": [(n, season_said(n), n == year) for n in rules.seasons_to_read(timezone.now())],
        "total": partners.count(),
        "missing": missing.count(),
        "published": _published(association, year).count(),
        "may_ask": may_run(request.user, association) and year in rules.seasons_to_write(timezone.now()),
    }
    return render(request, "presentations/team.html", context)


def _of_season(partner: Structure) -> Presentation | None:
    """Prefetched by the list."""
    found: list[Presentation] = getattr(partner, "of_season", [])
    return found[0] if found else None


@require_POST
def ask(request: Request, pk: int, year: int) -> HttpResponse:
    """The mail with the link, to one partner."""
    run = Association.objects.run_by(request.user)
    partners = Structure.objects.partners().filter(association__in=run).select_related("association")
    partner = get_object_or_404(partners, pk=pk)
    try:
        operations.ask(partner, season=to_write(year), by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le courriel part à {partner.email}. Le lien sert 30 jours.")
    return redirect(_list(partner.association, year))


@require_POST
def ask_all(request: Request, slug: str) -> HttpResponse:
    """The same mail, to everyone that has written nothing."""
    association = get_object_or_404(Association.objects.run_by(request.user), slug=slug)
    year = rules.seasons_to_write(timezone.now())[0]
    partners = list(_missing(association, year).select_related("association").order_by("sort_name", "pk"))
    sent = operations.ask_all(partners, season=year, by=acting(request), at=timezone.now())
    left = len(partners) - sent
    more = f" {left} sans adresse, ou déjà écrits depuis trois jours." if left else ""
    messages.success(request, f"Courriels partis : {sent}.{more}")
    return redirect(_list(association, year))


def booklet(request: Request, slug: str) -> HttpResponse:
    """Choose the sheets, and their order; the button brings the PDF."""
    association = _association(request, slug)
    year = chosen(request.GET.get("saison", ""))
    sheets = _published(association, year)
    context = {
        "association": association,
        "year": year,
        "season": season_said(year),
        "form": BookletForm(among=sheets),
        "count": sheets.count(),
    }
    return render(request, "presentations/booklet.html", context)


def booklet_paper(request: Request, slug: str) -> HttpResponse:
    """Made while one waits: some 5 ms a sheet. A sheet that is no longer published is left out."""
    association = _association(request, slug)
    year = chosen(request.GET.get("saison", ""))
    sheets = _published(association, year)
    form = BookletForm(request.GET, among=sheets)
    form.is_valid()
    ticked = form.cleaned_data.get("fiche")
    found = {each.pk: each for each in (ticked if ticked else sheets)}
    if not found:
        messages.error(request, "Aucune fiche n'est publiée pour cette saison.")
        return redirect("presentations:booklet", slug)
    placed = [
        rules.Placed(each.pk, each.partner.sort_name, fold(each.partner.commune.name) if each.partner.commune else "")
        for each in found.values()
    ]
    order = rules.in_order(placed, form.cleaned_data.get("ordre", ""))
    told = telling.tell_many([found[key] for key in order])
    pdf = documents.booklet_pdf(told, association=association.name, season=season_said(year), on=timezone.localdate())
    return answer(Paper(f"livret-{slug}-{year}.pdf", "application/pdf", pdf))


def _association(request: Request, slug: str) -> Association:
    return get_object_or_404(policies.gathered_by(request.user), slug=slug)


def _missing(association: Association, year: int) -> StructureQuerySet:
    """Those that have begun nothing for that season."""
    written = Presentation.objects.filter(season=year).values("partner")
    return policies.partners_of(association).exclude(pk__in=written)


def _published(association: Association, year: int) -> PresentationQuerySet:
    sheets = Presentation.objects.published().filter(season=year, partner__in=policies.partners_of(association))
    return sheets.select_related(*WITH_ALL).order_by("partner__sort_name", "pk")


def _list(association: Association, year: int) -> str:
    return f"{reverse('presentations:team', args=[association.slug])}?saison={year}&vue=sans-fiche"
