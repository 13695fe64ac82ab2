"""Season sheets, read: the list, one page, one paper."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.membership.rules import season_said
from pontdesarts.messaging.operations import Paper
from pontdesarts.programme.policies import programmed_by

from .. import documents, policies, rules, telling
from ..models import Presentation
from .seasons import chosen

A_PAGE = 40
WITH_ALL = ("partner__partner", "partner__association", "partner__commune", "contact")


def sheets(request: Request) -> HttpResponse:
    """What one may read of a season; for a partner, its own to write; for the team, the way to its list."""
    year = chosen(request.GET.get("saison", ""))
    seen = Presentation.objects.visible_to(request.user).published().filter(season=year)
    found = seen.select_related("partner__commune", "partner__partner")
    page = Paginator(found.order_by("partner__sort_name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    own = programmed_by(request.user).filter(
        pk__in=request.user.coordinator_posts.filter(ended_at=None).values("structure")
    )
    context = {
        "page": page,
        "year": year,
        "season": season_said(year),
        "seasons": [(n, season_said(n), n == year) for n in rules.seasons_to_read(timezone.now())],
        "own": own.order_by("sort_name", "pk"),
        "to_write": rules.seasons_to_write(timezone.now())[0],
        "associations": policies.gathered_by(request.user),
    }
    return render(request, "presentations/sheets.html", context)


def sheet(request: Request, pk: int, year: int) -> HttpResponse:
    shown = _seen(request, pk, year)
    writes = year in rules.seasons_to_write(timezone.now()) and programmed_by(request.user).filter(pk=pk).exists()
    context = {
        "sheet": shown,
        "told": telling.tell(shown),
        "may_write": writes,
        "runs": Association.objects.staffed_by(request.user).filter(pk=shown.partner.association_id).exists(),
    }
    return render(request, "presentations/sheet.html", context)


def paper(request: Request, pk: int, year: int) -> HttpResponse:
    return answer(paper_of(_seen(request, pk, year)))


def paper_of(sheet: Presentation) -> Paper:
    pdf = documents.sheet_pdf(telling.tell(sheet), on=timezone.localdate())
    return Paper(f"saison-{sheet.season}-{sheet.partner_id}.pdf", "application/pdf", pdf)


def _seen(request: Request, pk: int, year: int) -> Presentation:
    known = Presentation.objects.visible_to(request.user).select_related(*WITH_ALL)
    return get_object_or_404(known, partner=pk, season=year)
