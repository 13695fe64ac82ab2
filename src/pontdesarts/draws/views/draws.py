"""What everybody reads of draws: the list, the published page of each, the file that replays it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from .. import policies, rules, sentences, standings
from ..models import Draw, DrawQuerySet, Entrant, Lot, Round, Wish

FORMAT = "pont-des-arts/tirage/1"
COMING, OPEN, CLOSED, DRAWN, OVER, CANCELLED = "coming", "open", "closed", "drawn", "over", "cancelled"
SAID = {
    COMING: "à venir",
    OPEN: "vœux ouverts",
    CLOSED: "vœux clos, bientôt tiré",
    DRAWN: "tiré",
    OVER: "fini",
    CANCELLED: "annulé",
}


@require_safe
def draws(request: Request) -> HttpResponse:
    """Open first, then coming, then what was drawn."""
    at = timezone.now()
    found = [
        {"draw": draw, "round": draw.current, "stage": stage_of(draw, at), "said": SAID[stage_of(draw, at)]}
        for draw in with_figures(Draw.objects.visible_to(request.user))[:100]
    ]
    order = (OPEN, CLOSED, COMING, DRAWN, OVER, CANCELLED)
    found.sort(key=lambda row: order.index(row["stage"]))
    context = {"rows": found, "associations": Association.objects.run_by(request.user)}
    return render(request, "draws/draws.html", context)


@require_safe
def draw(request: Request, pk: int) -> HttpResponse:
    """One draw, as it is published: its rules and commitment before; the seed, the order and the reasons after. Each
    relay reads its own explanation first."""
    at = timezone.now()
    shown = visible(request, pk)
    mine = own_entrants(request.user, shown)
    numbers = frozenset(entrant.number for entrant in mine)
    rounds = list(shown.rounds.order_by("-number"))
    told = [_told(round_, numbers) for round_ in rounds]
    lots, free = list(shown.lots.with_showing().order_by("number")), standings.left(shown)
    context = {
        "draw": shown,
        "round": rounds[0],
        "stage": stage_of(shown, at),
        "said": SAID[stage_of(shown, at)],
        "rounds": told,
        "mine": mine,
        "lots": [(lot, free.get(lot.pk, 0)) for lot in lots],
        "places": sum(lot.places for lot in lots),
        "wishes": Wish.objects.filter(entrant__draw=shown, withdrawn_at=None).count(),
        "entrants": Wish.objects.filter(entrant__draw=shown, withdrawn_at=None).values("entrant").distinct().count(),
        "tickets": sentences.tickets_said(shown.weights),
        "limit": sentences.limit_said(shown.most_outings),
        "may_wish": policies.relays_to_wish_for(request.user, shown).exists(),
        "may_follow": policies.may_follow(request.user, shown),
        # nobody's referent here: whoever follows the draw wishes for others, on the phone
        "follows_only": policies.may_follow(request.user, shown) and not policies.serves(request.user, shown),
        "drawn": any(round_.drawn_at for round_ in rounds),
    }
    return render(request, "draws/draw.html", context)


@require_safe
def record(request: Request, pk: int) -> HttpResponse:
    """The rounds that were drawn, as data: this file alone is enough to make the draw again."""
    shown = visible(request, pk)
    response = JsonResponse(document(shown), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="tirage-{shown.pk}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def of_showing(request: Request, pk: int) -> HttpResponse:
    """From a date whose places are drawn to its draw; to the list when there is none yet."""
    showing = get_object_or_404(Showing.objects.visible_to(request.user), pk=pk)
    lots = Lot.objects.filter(showing=showing, draw__in=Draw.objects.visible_to(request.user))
    lot = lots.order_by("draw__cancelled_at", "-draw__announced_at", "-pk").first()
    if lot is None:
        messages.info(request, "Cette date n'est dans aucun tirage pour l'instant. Il s'annoncera ici.")
        return redirect("draws:draws")
    at = timezone.now()
    draw = lot.draw
    relays = policies.relays_to_wish_for(request.user, draw)
    if draw.is_running and draw.current.is_open(at) and relays.exists():
        return redirect("draws:wishes", draw.pk)
    return redirect("draws:draw", draw.pk)


def document(draw: Draw) -> dict[str, Any]:
    """What `record` gives and `replay_draw` reads."""
    return {
        "format": FORMAT,
        "draw": draw.pk,
        "title": draw.title,
        "rounds": [round_.record for round_ in draw.rounds.exclude(drawn_at=None).order_by("number")],
    }


def stage_of(draw: Draw, at: datetime) -> str:
    """Where the draw stands, from its moments."""
    if draw.cancelled_at:
        return CANCELLED
    if draw.rest_opened_at:
        return OVER
    round_ = draw.current
    if round_.drawn_at:
        return DRAWN
    if at < round_.opens_at:
        return COMING
    return OPEN if round_.is_open(at) else CLOSED


def visible(request: Request, pk: int) -> Draw:
    draws = Draw.objects.visible_to(request.user).select_related("association").prefetch_related("rounds")
    return get_object_or_404(draws, pk=pk)


def with_figures(draws: DrawQuerySet) -> DrawQuerySet:
    """With ``dates``, ``places`` and ``wished``, for lists."""
    wished = Count("entrants__wishes", filter=Q(entrants__wishes__withdrawn_at=None), distinct=True)
    lots = Lot.objects.filter(draw=OuterRef("pk")).order_by().values("draw")
    places = Subquery(lots.annotate(total=Sum("places")).values("total"), output_field=IntegerField())
    found = draws.annotate(dates=Count("lots", distinct=True), wished=wished, places=places)
    return found.select_related("association").prefetch_related("rounds").order_by("-announced_at", "-pk")


def own_entrants(user: User, draw: Draw) -> list[Entrant]:
    """The relays of the person in this draw."""
    entrants = draw.entrants.filter(relay__in=Structure.objects.served_by(user))
    return list(entrants.select_related("relay").order_by("relay__sort_name", "pk"))


def _told(round_: Round, mine: frozenset[int]) -> dict[str, object]:
    if not round_.drawn_at:
        return {"round": round_, "lines": [], "own": [], "given": 0, "wishes": 0}
    lines = sentences.lines(round_.record, mine)
    relays = round_.closed_list["relays"]
    return {
        "round": round_,
        "lines": lines,
        "own": [line for line in lines if line.mine],
        "given": sum(line.places for line in lines),
        "wishes": sum(len(relay["wishes"]) for relay in relays),
        "seed": rules.seed_of(round_.seed, round_.digest),
    }
