"""The diagnosis, the steps of the plan, the visits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies
from ..forms import DiagnosisForm, StepForm
from ..models import Step, Support, Visit
from .supports import visible


def diagnosis(request: Request, pk: int) -> HttpResponse:
    """Written by the team, or by the accompanied one."""
    shown = visible(request, pk)
    if not policies.may_share(request.user, shown.structure):
        return _not_yours(request)
    form = DiagnosisForm(typed(request), instance=Support.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            operations.diagnose(shown, values=form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Le diagnostic est enregistré.")
            return redirect("support:support", pk)
    return render(request, "support/diagnosis.html", {"form": form, "shown": shown})


def step(request: Request, pk: int) -> HttpResponse:
    """Change a step, or remove it."""
    shown = _step(request, pk)
    if not policies.may_lead(request.user, shown.support.structure):
        return _not_yours(request)
    removing = request.POST.get("do") == "remove"
    initial = {"what": shown.what, "who": shown.who, "due_on": shown.due_on}
    form = StepForm(None if removing else typed(request), initial=initial)
    if request.method == "POST" and (removing or form.is_valid()):
        by, at = acting(request), timezone.now()
        try:
            if removing:
                operations.remove_step(shown, by=by, at=at)
            else:
                operations.change_step(shown, **form.cleaned_data, by=by, at=at)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Le plan est à jour.")
        return redirect("support:support", shown.support_id)
    return render(request, "support/step.html", {"form": form, "step": shown, "shown": shown.support})


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Done, or to do again: by either team."""
    shown = _step(request, pk)
    if not policies.may_share(request.user, shown.support.structure):
        return _not_yours(request)
    try:
        operations.mark_step(shown, done=request.POST.get("do") != "undo", by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("support:support", shown.support_id)


@require_POST
def remove_visit(request: Request, pk: int) -> HttpResponse:
    own = Visit.objects.filter(support__in=Support.objects.visible_to(request.user))
    shown = get_object_or_404(own.select_related("support__structure__association"), pk=pk)
    if not policies.may_lead(request.user, shown.support.structure):
        return _not_yours(request)
    try:
        operations.remove_visit(shown, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La visite est retirée.")
    return redirect("support:support", shown.support_id)


def _step(request: Request, pk: int) -> Step:
    own = Step.objects.filter(support__in=Support.objects.visible_to(request.user))
    return get_object_or_404(own.select_related("support__structure__association"), pk=pk)


def _not_yours(request: Request) -> HttpResponse:
    """One may read it, not change it."""
    return render(request, "ui/errors/403.html", status=403)
