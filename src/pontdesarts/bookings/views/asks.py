"""« Mes demandes »: where each one stands, what happens next, how to change it or to leave."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import asking, notices_asks, operations, policies, policies_asks
from ..forms_asks import ChangeAskForm
from ..models import Ask, Proposal
from .book import FIELDS, typed_in

A_PAGE = 20
VIEWS = {"en-cours": "En cours", "terminees": "Terminées"}


def asks(request: Request) -> HttpResponse:
    """Those that are open, the nearest date first; then those that ended."""
    chosen = request.GET.get("vue", "")
    chosen = chosen if chosen in VIEWS else "en-cours"
    found = Ask.objects.visible_to(request.user).with_showing()
    if chosen == "en-cours":
        found = found.open().order_by("showing__starts_at", "asked_at", "pk")
    else:
        found = found.exclude(ended_at=None).select_related("booking").order_by("-ended_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    named = policies_asks.named_to(request.user)
    own = set(Structure.objects.served_by(request.user).values_list("pk", flat=True))
    pending = {p.ask_id: p for p in Proposal.objects.pending().filter(ask__in=list(page))}
    turns = notices_asks.turns_of(page)
    context = {
        "page": page,
        "rows": [
            {
                "ask": ask,
                "proposal": pending.get(ask.pk),
                "own": ask.relay_id in own,
                "turn": words.ordinal(turns[ask.pk]) if ask.pk in turns else "",
                "relay": ask.relay.name if ask.relay_id in own else policies_asks.name_of(ask.relay, named),
            }
            for ask in page
        ],
        "several_relays": bool(named) or len(own) > 1,
        "answers": policies_asks.requests_answered_by(request.user).count(),
        "tabs": [(name, label, name == chosen) for name, label in VIEWS.items()],
        "chosen": chosen,
    }
    return render(request, "bookings/asks.html", context)


def ask(request: Request, pk: int) -> HttpResponse:
    """« Vous êtes 3e »: what stands before, what happens next, in plain words."""
    shown = get_object_or_404(Ask.objects.visible_to(request.user).with_showing().select_related("booking"), pk=pk)
    at = timezone.now()
    own = Structure.objects.served_by(request.user).filter(pk=shown.relay_id).exists()
    named = policies_asks.named_to(request.user)
    context = {
        "ask": shown,
        "showing": shown.showing,
        "offer": shown.showing.offer,
        "relay": shown.relay.name if own else policies_asks.name_of(shown.relay, named),
        "own": own,
        "waits": shown.kind == Ask.Kind.WAITING,
        "may_edit": Ask.objects.editable_by(request.user).filter(pk=pk).exists(),
        "orders": policies_asks.dates_ordered_by(request.user).filter(pk=shown.showing_id).exists(),
        "proposal": None if shown.ended_at else _pending(shown, at),
        "turn": _turn(shown),
        "ahead": _ahead(shown),
        "most_skips": shown.showing.offer.terms.most_skips,
        "until": asking.answers_end_at(shown.showing),
        "moves": _moves(shown),
        "needs": ", ".join(str(Ask.Need(need).label) for need in shown.needs),
        # who did what in the relay of another association is that association's to read
        "journal": Entry.objects.about(shown)[:50] if own or shown.relay.association_id in named else [],
    }
    return render(request, "bookings/ask.html", context)


def change_ask(request: Request, pk: int) -> HttpResponse:
    """Another number for the same ask."""
    changed = editable(request, pk)
    typed = ChangeAskForm.typed_of_party(changed.party) | {
        "least": changed.least if changed.least < changed.places else None
    }
    form = ChangeAskForm(typed_in(request), showing=changed.showing, initial=typed)
    if request.method == "POST" and form.is_valid():
        least, at = form.cleaned_data["least"], timezone.now()
        try:
            changed = operations.change_ask(changed, party=form.party, least=least, by=actor(request, changed), at=at)
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
        else:
            messages.success(request, f"C'est changé : {words.places(changed.places)}.")
            return redirect("bookings:ask", pk)
    context = {
        "ask": changed,
        "showing": changed.showing,
        "form": form,
        "asks_name": False,
        "waits": changed.kind == Ask.Kind.WAITING,
    }
    return render(request, "bookings/change_ask.html", context)


@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    """Wait no more: what was kept goes to the next."""
    left = editable(request, pk)
    try:
        operations.leave(left, by=actor(request, left), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre demande est abandonnée. Vous pouvez en faire une autre, à la fin de la liste.")
    return redirect("bookings:ask", pk)


def editable(request: Request, pk: int) -> Ask:
    return get_object_or_404(Ask.objects.editable_by(request.user).with_showing(), pk=pk)


def actor(request: Request, ask: Ask) -> Actor:
    return acting(request, on_behalf_of=policies.on_behalf_of(request.user, ask.relay))


def _pending(ask: Ask, at: datetime) -> Proposal | None:
    return ask.proposals.pending().filter(expires_at__gt=at).order_by("pk").first()


def _turn(ask: Ask) -> str:
    waits = ask.kind == Ask.Kind.WAITING and ask.ended_at is None
    return words.ordinal(notices_asks.turn_of(ask)) if waits else ""


def _ahead(ask: Ask) -> int:
    """How many places those before are waiting for."""
    before = Ask.objects.waiting().filter(showing=ask.showing_id, position__lt=ask.position)
    return sum(before.values_list("places", flat=True))


def _moves(ask: Ask) -> list[Ask]:
    """Why the order changed since the relay waits; whom that concerned is nobody else's business."""
    if ask.kind != Ask.Kind.WAITING or ask.ended_at:
        return []
    moved = Ask.objects.filter(showing=ask.showing_id, moved_at__gte=ask.asked_at)
    return list(moved.order_by("-moved_at", "-pk")[:5])
