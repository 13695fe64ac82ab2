"""Where a structure is in its life, whether its relay books, and what of it is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies, rules
from ..forms import ShowForm, StageForm, SuspendForm
from ..models import Stage, Structure


def move(request: Request, pk: int) -> HttpResponse:
    """The structure enters another stage. A button of its page sends the stage alone."""
    shown = get_object_or_404(Structure.objects.visible_to(request.user), pk=pk)
    if not policies.may_move(request.user, shown):
        return _not_yours(request)
    form = StageForm(typed(request), now=Stage(shown.stage))
    # the second of two clicks: it stands there already
    again = request.method == "POST" and request.POST.get("stage") == shown.stage
    if request.method == "POST" and (again or form.is_valid()):
        said = form.cleaned_data if not again else {"stage": shown.stage, "reason": ""}
        try:
            stage = Stage(said["stage"])
            operations.move(shown, stage=stage, reason=said["reason"], by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal, "reason" if said["stage"] == Stage.LAPSED else None)
        else:
            messages.success(request, f"{shown} : l'étape est maintenant « {stage.label} ».")
            return redirect("network:structure", pk)
    return render(request, "network/move.html", {"structure": shown, "form": form, "stage": Stage(shown.stage)})


def show(request: Request, pk: int) -> HttpResponse:
    """What the public may read: said by the structure's own people, or by the team for them."""
    shown = get_object_or_404(Structure.objects.visible_to(request.user).select_related("relay"), pk=pk)
    if not policies.may_describe(request.user, shown):
        return _not_yours(request)
    kind = shown.relay.kind if shown.is_relay else ""
    form = ShowForm(typed(request), kind=kind, initial={"accepted": shown.shown_publicly})
    if request.method == "POST" and form.is_valid():
        accepted = form.cleaned_data["accepted"]
        operations.show_publicly(shown, accepted=accepted, by=acting(request), at=timezone.now())
        messages.success(request, "C'est noté : ce que le public peut lire est à jour.")
        return redirect("network:structure", pk)
    context = {"structure": shown, "form": form, "sensitive": not rules.may_show_kind(kind)}
    return render(request, "network/show.html", context)


def suspend(request: Request, pk: int) -> HttpResponse:
    """A human decision, with a reason that the relay reads."""
    shown = get_object_or_404(Structure.objects.visible_to(request.user).relays(), pk=pk)
    if not policies.may_suspend(request.user, shown):
        return _not_yours(request)
    form = SuspendForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.suspend(shown.relay, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Les réservations du relais sont suspendues. Vous pouvez les rétablir ici.")
            return redirect("network:structure", pk)
    return render(request, "network/suspend.html", {"structure": shown, "form": form})


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Structure.objects.visible_to(request.user).relays(), pk=pk)
    if not policies.may_suspend(request.user, shown):
        return _not_yours(request)
    operations.resume(shown.relay, by=acting(request), at=timezone.now())
    messages.success(request, "Le relais peut à nouveau réserver.")
    return redirect("network:structure", pk)


def _not_yours(request: Request) -> HttpResponse:
    return render(request, "ui/errors/403.html", status=403)
