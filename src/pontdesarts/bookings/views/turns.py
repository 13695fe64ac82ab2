"""The team's view of a waiting list: who waits, since when, passed over how many times; and another order."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Showing
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies_asks
from ..forms_asks import MoveForm
from ..models import Ask, Proposal


def turns(request: Request, pk: int) -> HttpResponse:
    """In turn; each one may be given another turn, with a reason that all of them read."""
    showings = policies_asks.dates_ordered_by(request.user)
    showing = get_object_or_404(showings.in_full(), pk=pk)
    waiting = list(Ask.objects.waiting().filter(showing=showing).select_related("relay__association", "relay__relay"))
    forms = {ask.pk: _form(request, ask, turn, len(waiting)) for turn, ask in enumerate(waiting, start=1)}
    if request.method == "POST" and _move(request, waiting, forms):
        return redirect("bookings:turns", pk)
    pending = {p.ask_id: p for p in Proposal.objects.pending().filter(ask__in=waiting)}
    named = policies_asks.named_to(request.user)
    rows = [
        {
            "ask": ask,
            "turn": turn,
            "relay": policies_asks.name_of(ask.relay, named),
            "proposal": pending.get(ask.pk),
            "form": forms[ask.pk],
            "up": turn - 1,
            "down": turn + 1 if turn < len(waiting) else 0,
        }
        for turn, ask in enumerate(waiting, start=1)
    ]
    context = {
        "showing": showing,
        "offer": showing.offer,
        "allotment": getattr(showing, "allotment", None),
        "rows": rows,
        "places": sum(ask.places for ask in waiting),
        "most_skips": showing.offer.terms.most_skips,
        "moves": _moves(showing),
    }
    return render(request, "bookings/turns.html", context)


def _form(request: Request, ask: Ask, turn: int, turns: int) -> MoveForm:
    """What was typed about this ask; a button « monter » or « descendre » says the turn itself."""
    typed = None
    if request.method == "POST" and request.POST.get("ask") == str(ask.pk):
        typed = request.POST.copy()
        if step := request.POST.get("turn", ""):
            typed[f"t{ask.pk}-position"] = step
    return MoveForm(typed, ask=ask, turn=turn, turns=turns)


def _move(request: Request, waiting: list[Ask], forms: dict[int, MoveForm]) -> bool:
    ask = next((ask for ask in waiting if forms[ask.pk].is_bound), None)
    if ask is None:
        messages.error(request, "Ce relais n'attend plus : la liste a changé.")
        return True
    form = forms[ask.pk]
    if not form.is_valid():
        return False
    try:
        operations.move_ask(
            ask,
            position=form.cleaned_data["position"],
            reason=form.cleaned_data["reason"],
            by=acting(request),
            at=timezone.now(),
        )
    except operations.AskEnded as refusal:
        messages.error(request, str(refusal))
        return True
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, "L'ordre a changé. Chaque relais qui attend est prévenu, avec la raison.")
    return True


def _moves(showing: Showing) -> list[Ask]:
    return list(Ask.objects.filter(showing=showing).exclude(moved_at=None).order_by("-moved_at", "-pk")[:10])
