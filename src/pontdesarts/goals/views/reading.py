"""The goals of a season, and what is behind each."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association

from .. import policies, progress, rules, sheets
from ..counting import Past
from ..models import Goal
from ..rules import Season


@require_safe
def home(request: Request) -> HttpResponse:
    """Straight to the goals of one's association, or a choice among several."""
    ours = Association.objects.staffed_by(request.user).order_by("name", "pk")
    if len(ours) == 1:
        return redirect("goals:season", ours[0].slug)
    return render(request, "goals/home.html", {"associations": ours})


@require_safe
def season(request: Request, slug: str) -> HttpResponse:
    """Gauges under the words of each axis."""
    association, chosen, today = _asked(request, slug)
    goals = _goals(association, chosen)
    context = {
        "association": association,
        "season": chosen,
        "seasons": rules.seasons_shown(today),
        "day": chosen.until(today),
        "axes": progress.by_axis(goals, Past(association), today),
        "may_set": policies.may_set(request.user, association),
        "is_to_come": chosen.first > today,
    }
    return render(request, "goals/season.html", context)


@require_safe
def goal(request: Request, pk: int) -> HttpResponse:
    """Month by month against last season; for the team, by sector, and the list behind the number."""
    shown = get_object_or_404(Goal.objects.visible_to(request.user).select_related("association"), pk=pk)
    context = {
        "goal": shown,
        "line": progress.progress(shown, Past(shown.association), timezone.localdate()),
        "may_set": policies.may_set(request.user, shown.association),
        "may_read_lists": policies.may_read_lists(request.user, shown.association),
    }
    return render(request, "goals/goal.html", context)


@require_safe
def sheet(request: Request, slug: str) -> HttpResponse:
    association, chosen, today = _asked(request, slug)
    axes = progress.by_axis(_goals(association, chosen), Past(association), today)
    content = sheets.csv([line for _, lines in axes for line in lines], chosen)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="objectifs-{association.slug}-{chosen.year}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: Request, slug: str) -> tuple[Association, Season, date]:
    today = timezone.localdate()
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    return association, rules.season_chosen(request.GET.get("saison", ""), today), today


def _goals(association: Association, chosen: Season) -> list[Goal]:
    return list(Goal.objects.filter(association=association).of_season(chosen).select_related("association"))
