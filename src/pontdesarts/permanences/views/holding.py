"""The page that the tablet keeps, and what the tablet sends."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Showing
from pontdesarts.ui.keys import key

from .. import fitting, operations, policies, rules
from ..forms import PickForm, WhoForm
from ..models import Permanence, Pick
from ..operations import Chosen
from .sent import answer_of, not_understood, refused

NOT_UNDERSTOOD = {"sentence": "Cet envoi ne peut pas être lu.", "next_step": "Rechargez la page."}


@require_safe
def permanence(request: Request, pk: int) -> HttpResponse:
    """All that fits, to choose from; without a script, each date leads to the ordinary page of booking."""
    held = editable(request, pk)
    if held.closed_at:
        return redirect("permanences:summary", held.pk)
    at = timezone.now()
    get_token(request)  # what the tablet sends later needs the cookie
    first, others = fitting.first_shown(fitting.to_choose(held, request.user, at))
    context = {
        "permanence": held,
        "choices": first,
        "others": others,
        "reading": fitting.criteria_of(held, request.user, at),
        "who": WhoForm(),
        "at": at,
    }
    return render(request, "permanences/permanence.html", context)


@require_safe
def places(request: Request, pk: int) -> JsonResponse:
    """How many places are left now, of the dates on the page: what the tablet shows when the network is there."""
    held, at = editable(request, pk), timezone.now()
    showings = Showing.objects.visible_to(request.user).filter(pk__in=_numbers(request.GET.get("dates", "")))
    said = {
        showing.pk: fitting.left_sentence(showing, held.relay, at)
        for showing in showings.select_related("allotment", "offer").order_by("pk")
    }
    return JsonResponse({"closed": held.closed_at is not None, "places": said})


def _numbers(typed: str) -> list[int]:
    return [number for each in typed.split(",") if (number := key(each))][: rules.MOST_DATES]


@require_POST
def send(request: Request, pk: int) -> JsonResponse:
    """Each pick with its answer, in the order sent. What cannot be read at all is refused whole: nothing is done."""
    held = editable(request, pk)
    try:
        picks = json.loads(request.body)["picks"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse(NOT_UNDERSTOOD, status=400)
    if not isinstance(picks, list) or len(picks) > rules.MOST_AT_ONCE or not all(isinstance(p, dict) for p in picks):
        return JsonResponse(NOT_UNDERSTOOD, status=400)
    by = acting(request, on_behalf_of=policies.on_behalf_of(request.user, held.relay))
    try:
        answers = [_done(held, request, sent, by=by, at=timezone.now()) for sent in picks]
    except operations.PermanenceClosed as closed:
        return JsonResponse({"sentence": closed.sentence, "next_step": closed.next_step}, status=409)
    return JsonResponse({"answers": answers})


def _done(held: Permanence, request: Request, sent: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, object]:
    showing = _showing(request, sent.get("showing"))
    if showing is None:
        return not_understood(sent, "Cette date n'existe plus.")
    form = PickForm(sent, showing=showing)
    if not form.is_valid():
        return not_understood(sent, form.sentence)
    typed = form.cleaned_data
    chosen = Chosen(
        typed["request_id"], typed["person"], showing, form.party, or_wait=typed["or_wait"], pickup_name=form.pickup
    )
    act = operations.withdraw if typed["withdraw"] else operations.receive
    try:
        return answer_of(act(held, chosen, by=by, at=at))
    except operations.PermanenceClosed:
        raise
    except Refused as refusal:
        return refused(sent, refusal, Pick.objects.filter(permanence=held, request_id=chosen.request_id).first())


def _showing(request: Request, pk: object) -> Showing | None:
    if not isinstance(pk, int) or isinstance(pk, bool) or not 0 < pk < 2**63:
        return None
    return Showing.objects.visible_to(request.user).in_full().filter(pk=pk).first()


def editable(request: Request, pk: int) -> Permanence:
    """The permanence, if the person may hold it; 404 otherwise."""
    rows = Permanence.objects.editable_by(request.user).select_related(
        "relay__relay", "relay__association", "relay__commune__department"
    )
    return get_object_or_404(rows, pk=pk)
