"""A relay makes its wishes: choose dates, say who goes, put them in order."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.bookings import conditions
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings import policies as bookings_policies
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.territory.rules import fold
from pontdesarts.ui.forms import add_refusal

from .. import dates, operations, policies, rules, sentences, standings
from ..forms import WishForm
from ..models import Draw, Entrant, Lot, Wish
from . import draws

FIELDS: dict[type[Refused], str] = {
    bookings.PartyRefused: "adults",
    bookings.PickupNameMissing: "pickup_name",
    operations.WishRefused: "least",
}


def wishes(request: Request, pk: int) -> HttpResponse:
    """The wishes of a relay in their order, and the dates that it may wish."""
    draw = draws.visible(request, pk)
    relay, relays = _relay(request, draw)
    if relay is None:
        return render(request, "draws/which_relay.html", {"draw": draw, "relays": relays})
    entrant = Entrant.objects.filter(draw=draw, relay=relay).first()
    mine = list(Wish.objects.filter(entrant=entrant).standing().with_lot().ranked()) if entrant else []
    wished = {wish.lot_id for wish in mine}
    parts = rules.tickets(standings.standing_of(relay, draw, timezone.now()), draw.weights)
    asked = request.GET.get("q", "").replace("\x00", "")[:80]
    context = {
        "draw": draw,
        "round": draw.current,
        "stage": draws.stage_of(draw, timezone.now()),
        "relay": relay,
        "relays": relays,
        "served": Structure.objects.served_by(request.user).filter(pk=relay.pk).exists(),
        "entrant": entrant,
        "mine": mine,
        "withdrawn": _withdrawn(entrant),
        "received": _received(entrant),
        "asked": asked,
        "lots": [lot for lot in _lots(draw, asked) if lot.pk not in wished],
        "tickets": sum(parts.values()),
        "parts": sentences.parts_said(parts),
        "limit": sentences.limit_said(draw.most_outings),
        "journal": Entry.objects.about(entrant)[:30] if entrant else [],
    }
    return render(request, "draws/wishes.html", context)


def wish(request: Request, pk: int) -> HttpResponse:
    """Who would go on this date: a wish is made, or changed. A refusal keeps all that was typed."""
    lot = _lot(request, pk)
    relay, _ = _relay(request, lot.draw)
    if relay is None:
        if request.method == "POST":
            messages.error(request, "Aucun vœu n'est enregistré : choisissez d'abord votre relais.")
        return redirect("draws:wishes", lot.draw_id)
    known = Wish.objects.with_lot().filter(lot=lot, entrant__relay=relay, withdrawn_at=None).first()
    initial = WishForm.typed_of_wish(known) if known else {}
    form = WishForm(typed(request), showing=lot.showing, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, lot, relay, form)
        except Refused as refusal:
            add_refusal(form, refusal, FIELDS.get(type(refusal)))
        else:
            done = "C'est changé" if known else "C'est noté"
            messages.success(request, f"{done} : votre vœu pour {dates.label_of(lot)}, {made.places} places.")
            return redirect(_page(lot.draw, relay))
    context = {
        "draw": lot.draw,
        "lot": lot,
        "showing": lot.showing,
        "offer": lot.showing.offer,
        "relay": relay,
        "form": form,
        "known": known,
        "asks_name": conditions.needs_pickup_name(lot.showing),
        "back": _page(lot.draw, relay),
        "stage": draws.stage_of(lot.draw, timezone.now()),
        "round": lot.draw.current,
    }
    return render(request, "draws/wish.html", context)


def _made(request: Request, lot: Lot, relay: Structure, form: WishForm) -> Wish:
    return operations.make_wish(
        lot,
        relay=relay,
        party=form.party,
        least=form.cleaned_data["least"],
        pickup_name=form.pickup,
        by=_actor(request, relay),
        at=timezone.now(),
    )


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """One rank up, or down."""
    wish = _editable(request, pk)
    up = request.POST.get("vers") == "haut"
    return _done(request, wish, lambda by: operations.move_wish(wish, up=up, by=by, at=timezone.now()), "")


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """The wish goes, and can be put back."""
    wish = _editable(request, pk)
    said = f"Vœu retiré : {dates.label_of(wish.lot)}. Vous pouvez le remettre, plus bas."
    return _done(request, wish, lambda by: operations.withdraw_wish(wish, by=by, at=timezone.now()), said)


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    wish = _editable(request, pk)
    said = f"Vœu remis, en dernier : {dates.label_of(wish.lot)}."
    return _done(request, wish, lambda by: operations.restore_wish(wish, by=by, at=timezone.now()), said)


def _done(request: Request, wish: Wish, act: Callable[[Actor], object], said: str) -> HttpResponse:
    relay = wish.entrant.relay
    try:
        act(_actor(request, relay))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect(_page(wish.entrant.draw, relay) + "#voeux")


def _relay(request: Request, draw: Draw) -> tuple[Structure | None, list[Structure]]:
    """The relay for which the person wishes, and those among which they choose; ``None`` until the team, which wishes
    for many, has said which, and for a relay that is not theirs. 404 when there is none to choose."""
    relays = list(policies.relays_to_wish_for(request.user, draw))
    if not relays:
        raise Http404
    own = set(Structure.objects.served_by(request.user).order_by("pk").values_list("pk", flat=True))
    asked = request.GET.get("relais", "")
    chosen = next((relay for relay in relays if str(relay.pk) == asked), None)
    usual = next((relay for relay in relays if relay.pk in own or len(relays) == 1), None)
    return chosen if asked else usual, relays


def _lots(draw: Draw, asked: str) -> list[Lot]:
    """The dates of the draw that may be wished, narrowed by the words of their title and place."""
    at, needed = timezone.now(), fold(asked).split()
    lots = draw.lots.with_showing().filter(out_at=None, showing__cancelled_at=None).order_by("showing__starts_at", "pk")
    return [lot for lot in lots if not lot.showing.is_over(at) and _fits(lot, needed)]


def _fits(lot: Lot, needed: list[str]) -> bool:
    place = lot.showing.place
    text = fold(f"{lot.showing.offer.title} {place or ''} {place.commune if place and place.commune else ''}")
    return all(word in text for word in needed)


def _withdrawn(entrant: Entrant | None) -> list[Wish]:
    if entrant is None:
        return []
    gone = Wish.objects.filter(entrant=entrant, withdrawn_at__isnull=False, lot__out_at=None)
    return list(gone.with_lot().order_by("-withdrawn_at", "-pk"))


def _received(entrant: Entrant | None) -> list[Wish]:
    """The wishes that earlier rounds met: bookings by now."""
    if entrant is None:
        return []
    met = Wish.objects.filter(entrant=entrant, outcomes__booking__isnull=False).with_lot().ranked()
    return list(met.prefetch_related("outcomes__booking"))


def _lot(request: Request, pk: int) -> Lot:
    lots = Lot.objects.with_showing().select_related("draw__association").filter(out_at=None)
    return get_object_or_404(lots.filter(draw__in=Draw.objects.visible_to(request.user)), pk=pk)


def _editable(request: Request, pk: int) -> Wish:
    return get_object_or_404(Wish.objects.editable_by(request.user).with_lot(), pk=pk)


def _actor(request: Request, relay: Structure) -> Actor:
    return acting(request, on_behalf_of=bookings_policies.on_behalf_of(request.user, relay))


def _page(draw: Draw, relay: Structure) -> str:
    return f"{reverse('draws:wishes', args=[draw.pk])}?relais={relay.pk}"
