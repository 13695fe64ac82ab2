"""The direction sets goals, changes them, takes them away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies, rules
from ..forms import ChangeForm, GoalForm, proposal_forms
from ..models import Goal
from ..rules import PROPOSED, Season


def add(request: Request, slug: str) -> HttpResponse:
    """One more goal for the season of the address."""
    association, season = _asked(request, slug)
    if not policies.may_set(request.user, association):
        return _not_yours(request)
    taken = set(Goal.objects.filter(association=association).of_season(season).values_list("measure", flat=True))
    form = GoalForm(typed(request), taken=taken)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_goals(
                association, season=season, goals=[form.cleaned_data], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "L'objectif est posé.")
            return redirect(_page(association, season))
    context = {"association": association, "season": season, "form": form, "page": _page(association, season)}
    context["definitions"] = [measure for measure in rules.MEASURES.values() if measure.code not in taken]
    return render(request, "goals/add.html", context)


def propose(request: Request, slug: str) -> HttpResponse:
    """Several at once: last season's, or six to begin with. Those set already are not proposed again."""
    association, season = _asked(request, slug)
    if not policies.may_set(request.user, association):
        return _not_yours(request)
    forms = proposal_forms(typed(request), _proposals(association, season))
    refusal = None
    # every line is checked, so that every error is shown at once
    valid = [form.is_valid() for form in forms] if request.method == "POST" else [False]
    if all(valid):
        kept = [form.values for form in forms if form.cleaned_data["kept"]]
        try:
            operations.set_goals(association, season=season, goals=kept, by=acting(request), at=timezone.now())
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, "Les objectifs sont posés." if kept else "Aucun objectif n'est posé.")
            return redirect(_page(association, season))
    context = {"association": association, "season": season, "forms": forms, "refusal": refusal}
    return render(request, "goals/propose.html", context | {"page": _page(association, season)})


def _proposals(association: Association, season: Season) -> list[Mapping[str, Any]]:
    own = Goal.objects.filter(association=association).order_by("pk")
    taken = set(own.of_season(season).values_list("measure", flat=True))
    last: list[Mapping[str, Any]] = list(own.of_season(season.before).values("measure", "target", "axis"))
    usual = [{"measure": each.code, "target": each.proposed, "axis": each.axis} for each in PROPOSED]
    return [proposal for proposal in last or usual if proposal["measure"] not in taken]


def change(request: Request, pk: int) -> HttpResponse:
    goal = _goal(request, pk)
    if not policies.may_set(request.user, goal.association):
        return _not_yours(request)
    form = ChangeForm(typed(request), initial={"target": goal.target, "axis": goal.axis})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(goal, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal, "target")
        else:
            messages.success(request, "L'objectif est changé.")
            return redirect("goals:goal", pk)
    return render(request, "goals/change.html", {"goal": goal, "form": form})


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    goal = _goal(request, pk)
    if not policies.may_set(request.user, goal.association):
        return _not_yours(request)
    operations.remove(goal, by=acting(request), at=timezone.now())
    messages.success(request, "L'objectif est retiré. Posé à nouveau, il montrera les mêmes nombres.")
    return redirect(_page(goal.association, goal.when))


def _asked(request: Request, slug: str) -> tuple[Association, Season]:
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    return association, rules.season_chosen(request.GET.get("saison", ""), timezone.localdate())


def _goal(request: Request, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.visible_to(request.user).select_related("association"), pk=pk)


def _page(association: Association, season: Season) -> str:
    return f"{reverse('goals:season', args=[association.slug])}?saison={season.year}"


def _not_yours(request: Request) -> HttpResponse:
    return render(request, "ui/errors/403.html", status=403)
