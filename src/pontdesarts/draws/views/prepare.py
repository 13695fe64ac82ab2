"""The team prepares a draw: which dates, how many places, when, and what weighs."""

from collections.abc import Callable, MutableMapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.ui.forms import add_refusal

from .. import operations, sentences
from ..forms import DrawForm, LotForm, WeightsForm
from ..models import Draw, Lot
from ..operations import Plan

MOST_DATES = 200
_NINE, _NOON = time(9), time(12)


def prepare(request: Request, slug: str) -> HttpResponse:
    """A new draw."""
    association = get_object_or_404(Association.objects.run_by(request.user), slug=slug)
    by = acting(request)

    def announce(plan: Plan) -> Draw:
        return operations.open_draw(association, plan=plan, by=by, at=timezone.now())

    return _form(request, association, announce, initial=_usual(timezone.localtime()))


def change(request: Request, pk: int) -> HttpResponse:
    """The same page again, while nobody can wish yet."""
    draw = get_object_or_404(Draw.objects.run_by(request.user).select_related("association"), pk=pk)

    def change_it(plan: Plan) -> Draw:
        return operations.change_draw(draw, plan=plan, by=acting(request), at=timezone.now())

    return _form(request, draw.association, change_it, initial=DrawForm.typed_of(draw), draw=draw)


@require_safe
def weights(request: Request) -> HttpResponse:
    """What the rules of weight that are being typed mean: a piece of the page, as one types."""
    return render(request, "draws/weights.html", _meaning(request.GET))


def _form(
    request: Request,
    association: Association,
    act: Callable[[Plan], Draw],
    *,
    initial: dict[str, object],
    draw: Draw | None = None,
) -> HttpResponse:
    data = typed(request)
    form = DrawForm(data, initial=initial)
    rows = _rows(association, data, draw)
    valid = [form.is_valid(), *[row.is_valid() for row in rows]] if data is not None else [False]
    if all(valid) and "read" not in request.POST:
        lots = {row.showing.pk: row.cleaned_data["places"] for row in rows if row.cleaned_data["chosen"]}
        try:
            made = act(form.plan(lots))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est annoncé : les relais lisent les règles dès maintenant.")
            return redirect("draws:follow", made.pk)
    context = {
        "association": association,
        "draw": draw,
        "form": form,
        "rows": rows,
        **_meaning(data if data is not None else form.initial),
    }
    return render(request, "draws/prepare.html", context)


def _rows(association: Association, data: QueryDict | None, draw: Draw | None) -> list[LotForm]:
    """A row for each date whose places are drawn and that no other draw gives."""
    taken = Lot.objects.filter(out_at=None, draw__in=Draw.objects.running())
    mine = {lot.showing_id: lot.places for lot in draw.lots.all()} if draw else {}
    if draw:
        taken = taken.exclude(draw=draw)
    at = timezone.now()
    showings = (
        Showing.objects.upcoming(at)
        .filter(offer__association=association, offer__booking_mode=BookingMode.DRAW, allotment__closes_at__gt=at)
        .filter(offer__published_at__isnull=False, offer__withdrawn_at=None)
        .exclude(pk__in=taken.values("showing"))
        .select_related("offer__venue__commune", "venue__commune", "allotment")
        .order_by("starts_at", "pk")
    )
    return [
        LotForm(
            data,
            showing=showing,
            prefix=f"date-{showing.pk}",
            initial={
                "chosen": showing.pk in mine,
                "places": mine.get(showing.pk) or showing.allotment.left or None,
            },
        )
        for showing in showings[:MOST_DATES]
    ]


def _meaning(typed_in: QueryDict | MutableMapping[str, Any]) -> dict[str, object]:
    """The sentences, for numbers that stand; the usual ones are not said in place of wrong ones."""
    read = WeightsForm(typed_in)
    if not read.is_valid():
        return {"meaning": [], "span": "", "limit": ""}
    return {
        "meaning": sentences.tickets_said(read.weights),
        "span": sentences.span_said(read.weights),
        "limit": sentences.limit_said(read.cleaned_data["most_outings"]),
    }


def _usual(now: datetime) -> dict[str, object]:
    """From tomorrow morning, ten days of wishes, the draw at noon."""
    first = datetime.combine(now.date() + timedelta(days=1), _NINE, now.tzinfo)
    last = datetime.combine(now.date() + timedelta(days=11), _NOON, now.tzinfo)
    usual = {name: field.initial for name, field in WeightsForm().fields.items()}
    return {**WeightsForm().initial, **{k: v for k, v in usual.items() if v is not None}} | {
        "opens_at": first,
        "closes_at": last,
        "draws_at": last,
    }
