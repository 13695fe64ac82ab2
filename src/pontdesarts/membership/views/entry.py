"""« Entrée dans le réseau »: the steps of one structure, for its own people and for the team."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure

from .. import operations, rules
from ..standing import steps_of


def entry(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    steps = steps_of(shown, request.user, timezone.now())
    done, asked = rules.progress(steps)
    context = {
        "structure": shown,
        "steps": steps,
        "next_step": rules.next_step(steps),
        "done": done,
        "asked": asked,
        "sends_link": shown.is_partner and bool(shown.email) and may_run(request.user, shown.association),
    }
    return render(request, "membership/entry.html", context)


@require_POST
def send_partner_link(request: Request, pk: int) -> HttpResponse:
    """The one mail by which a partner joins."""
    shown = visible(request, pk)
    if not may_run(request.user, shown.association):
        return render(request, "ui/errors/403.html", status=403)
    try:
        to = operations.invite_partner(shown, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le lien d'entrée part à {to}. Il sert pendant 30 jours.")
    return redirect("membership:entry", pk)


def visible(request: Request, pk: int) -> Structure:
    found = Structure.objects.visible_to(request.user).select_related("commune", "relay", "partner", "association")
    return get_object_or_404(found, pk=pk)
