"""The team follows a draw: its rounds, who wished, what is left, what comes next."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import operations, standings
from ..forms import CancelForm, ReleaseForm, WindowForm
from ..models import Draw, Entrant, Outcome, Wish
from . import draws

JOURNAL_LINES = 60


@require_safe
def follow(request: Request, pk: int) -> HttpResponse:
    """Where the draw stands, with names: this page is the team's alone."""
    draw, at = _run(request, pk), timezone.now()
    free = standings.left(draw)
    lots = list(draw.lots.with_showing().order_by("number"))
    standing = Wish.objects.standing().filter(entrant__draw=draw)
    totals = standing.order_by("lot").values("lot").annotate(total=Sum("places"))
    wished = dict(totals.values_list("lot", "total"))
    met = Outcome.objects.met().filter(round__draw=draw).order_by("round").values("round")
    given = dict(met.annotate(total=Sum("places")).values_list("round", "total"))
    context = {
        "draw": draw,
        "round": draw.current,
        "stage": draws.stage_of(draw, at),
        "said": draws.SAID[draws.stage_of(draw, at)],
        "rounds": [(round_, given.get(round_.pk, 0)) for round_ in draw.rounds.order_by("number")],
        "lots": [(lot, wished.get(lot.pk, 0), free.get(lot.pk, 0)) for lot in lots],
        "left": sum(free.values()),
        "entrants": _of_entrants(draw),
        "wishes": standing.count(),
        "may_change": draw.is_running and draw.current.number == 1 and at < draw.current.opens_at,
        "journal": Entry.objects.about(draw)[:JOURNAL_LINES],
    }
    return render(request, "draws/follow.html", context)


@require_POST
def draw_now(request: Request, pk: int) -> HttpResponse:
    """Draw the round that is closed, before its planned moment."""
    draw = _run(request, pk)
    try:
        done = operations.draw_round(draw.current, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "C'est tiré. Chaque relais reçoit son résultat par courriel." if done else "C'était déjà tiré."
        messages.success(request, said)
    return redirect("draws:follow", pk)


def next_round(request: Request, pk: int) -> HttpResponse:
    """The window of another round."""
    draw = _run(request, pk)
    form = WindowForm(typed(request), initial=_usual(timezone.localtime()))
    if request.method == "POST" and form.is_valid():
        try:
            operations.open_round(draw, window=form.window, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Le tour suivant est annoncé. Les relais qui attendent sont prévenus.")
            return redirect("draws:follow", pk)
    context = {"draw": draw, "form": form, "left": sum(standings.left(draw).values())}
    return render(request, "draws/next_round.html", context)


def release(request: Request, pk: int) -> HttpResponse:
    """When what is left is booked directly."""
    draw = _run(request, pk)
    tomorrow = timezone.localtime() + timedelta(days=1)
    form = ReleaseForm(typed(request), initial={"opens_at": datetime.combine(tomorrow, time(9), tomorrow.tzinfo)})
    if request.method == "POST" and form.is_valid():
        by, opens_at = acting(request), form.cleaned_data["opens_at"]
        try:
            done = operations.release_rest(draw, opens_at=opens_at, by=by, at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            when = words.french_moment(opens_at)
            said = "Ce qui reste se réserve maintenant." if done.rest_opened_at else f"Annoncé : ouvert à tous {when}."
            messages.success(request, said)
            return redirect("draws:follow", pk)
    context = {"draw": draw, "form": form, "left": sum(standings.left(draw).values())}
    return render(request, "draws/release.html", context)


def cancel(request: Request, pk: int) -> HttpResponse:
    """No draw after all, with a reason that each relay reads."""
    draw = _run(request, pk)
    form = CancelForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.cancel_draw(draw, reason=form.cleaned_data["reason"], by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Le tirage est annulé. Chaque relais qui avait fait un vœu est prévenu.")
            return redirect("draws:follow", pk)
    return render(request, "draws/cancel.html", {"draw": draw, "form": form})


def _run(request: Request, pk: int) -> Draw:
    draws_ = Draw.objects.run_by(request.user).select_related("association").prefetch_related("rounds")
    return get_object_or_404(draws_, pk=pk)


def _of_entrants(draw: Draw) -> list[tuple[Entrant, int, int]]:
    """Each relay with the wishes that stand and the places received: one's own by name, then those whose name is not
    read here, in the order of their public number, which says nothing of it."""
    standing = Wish.objects.standing().filter(entrant__draw=draw).order_by("entrant")
    wishes = dict(standing.values("entrant").annotate(total=Count("pk")).values_list("entrant", "total"))
    met = Outcome.objects.met().filter(round__draw=draw).order_by("wish__entrant").values("wish__entrant")
    given = dict(met.annotate(total=Sum("places")).values_list("wish__entrant", "total"))
    entrants = list(draw.entrants.select_related("relay__association").order_by("relay__sort_name", "pk"))
    own = [entrant for entrant in entrants if entrant.relay.association_id == draw.association_id]
    others = [entrant for entrant in entrants if entrant.relay.association_id != draw.association_id]
    entrants = own + sorted(others, key=lambda entrant: (entrant.relay.association.name, entrant.number))
    return [(entrant, wishes.get(entrant.pk, 0), given.get(entrant.pk, 0)) for entrant in entrants]


def _usual(now: datetime) -> dict[str, object]:
    """Three days of wishes from now on."""
    last = datetime.combine(now.date() + timedelta(days=3), time(12), now.tzinfo)
    return {"opens_at": now.replace(second=0, microsecond=0), "closes_at": last, "draws_at": last}
