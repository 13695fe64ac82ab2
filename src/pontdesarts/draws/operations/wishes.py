"""A relay says what it would like, in what order. Each operation locks the draw: the list that is closed is whole."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from pontdesarts.bookings import conditions
from pontdesarts.bookings import rules as parties
from pontdesarts.bookings.refusals import PartyRefused
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import policies as membership
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import dates, verbs
from ..conditions import locked
from ..models import Draw, Entrant, Lot, Wish
from ..refusals import WishesClosed, WishRefused

MOST_WISHES = 20
# public numbers have three digits until nine hundred relays take part
_NUMBERS = (range(100, 1000), range(1000, 100_000))


@transaction.atomic
def make_wish(
    lot: Lot,
    *,
    relay: Structure,
    party: parties.Party,
    by: Actor,
    at: datetime,
    least: int | None = None,
    pickup_name: str = "",
) -> Wish:
    """Wish places of a lot for ``relay``, after the wishes that it has. A lot that it wishes already is not wished
    twice: the wish becomes this one. ``least`` is the fewest places it would take; all or nothing when left out.

    Raises `WishesClosed`, `DrawEnded`, `WishRefused`, or what booking raises: `PartyRefused`, `RelayRefused`,
    `NewsOwed`, `PickupNameMissing`. Nothing is then written.
    """
    draw, lot = _open(lot, at)
    conditions.refuse_relay(relay, lot.showing)
    membership.refuse_unready(relay, who=by.user_id, at=at)
    conditions.refuse_silent(relay, at)
    _refuse_lot(lot)
    entrant = _enter(draw, relay, at)
    known = Wish.objects.with_lot().filter(entrant=entrant, lot=lot).first()
    if known and known.outcomes.filter(booking__isnull=False).exists():
        raise WishRefused("Votre relais a déjà reçu des places de cette date.", "Choisissez une autre date.")
    if known and known.withdrawn_at is None:
        return _change(known, party=party, least=least, pickup_name=pickup_name, by=by, at=at)
    if entrant.wishes.standing().count() >= MOST_WISHES:
        raise WishRefused(f"{MOST_WISHES} vœux au plus par relais.", "Retirez-en un d'abord.")
    wish = known or Wish(entrant=entrant, lot=lot)
    _write(wish, party, least, pickup_name)
    wish.made_by_id, wish.made_at, wish.withdrawn_at = by.user_id, at, None
    wish.rank = _last_rank(entrant) + 1
    wish.save()
    places = words.places(wish.places)
    journal.record(verbs.WISHED, entrant, by=by, at=at, places=places, lot=dates.label_of(lot))
    return wish


@transaction.atomic
def change_wish(
    wish: Wish, *, party: parties.Party, by: Actor, at: datetime, least: int | None = None, pickup_name: str = ""
) -> Wish:
    """Give the wish another party; its rank stays. The same writes nothing. Raises what `make_wish` raises."""
    wish = _standing(wish, at)
    _refuse_lot(wish.lot)
    return _change(wish, party=party, least=least, pickup_name=pickup_name, by=by, at=at)


@transaction.atomic
def move_wish(wish: Wish, *, up: bool, by: Actor, at: datetime) -> Wish:
    """Rank the wish one place higher, or lower; the first cannot rise. Raises `WishesClosed` or `DrawEnded`."""
    wish = _standing(wish, at)
    ranked = list(wish.entrant.wishes.standing().ranked())
    index = next(number for number, other in enumerate(ranked) if other.pk == wish.pk)
    beside = index - 1 if up else index + 1
    if not 0 <= beside < len(ranked):
        return wish
    other, rank = ranked[beside], wish.rank
    # no two wishes of a relay have one rank, not even for a moment
    Wish.objects.filter(pk=wish.pk).update(rank=0)
    Wish.objects.filter(pk=other.pk).update(rank=rank)
    Wish.objects.filter(pk=wish.pk).update(rank=other.rank)
    wish.rank = other.rank
    lot = dates.label_of(wish.lot)
    journal.record(verbs.WISH_MOVED, wish.entrant, by=by, at=at, lot=lot, rank=beside + 1)
    return wish


@transaction.atomic
def withdraw_wish(wish: Wish, *, by: Actor, at: datetime) -> Wish:
    """The relay no longer wishes it; it can be put back while wishes are open. Raises `WishesClosed` or `DrawEnded`."""
    wish = _standing(wish, at)
    wish.withdrawn_at, wish.pickup_sealed = at, None
    wish.save(update_fields=["withdrawn_at", "pickup_sealed"])
    journal.record(verbs.WISH_WITHDRAWN, wish.entrant, by=by, at=at, lot=dates.label_of(wish.lot))
    return wish


@transaction.atomic
def restore_wish(wish: Wish, *, by: Actor, at: datetime) -> Wish:
    """Put a withdrawn wish back, after the others. Raises `WishesClosed`, `DrawEnded`, or `WishRefused` when the venue
    wants a name: it was erased with the withdrawal."""
    _, lot = _open(wish.lot, at)
    wish = Wish.objects.select_for_update(of=("self",)).with_lot().get(pk=wish.pk)
    if wish.withdrawn_at is None:
        return wish
    _refuse_lot(lot)
    if conditions.needs_pickup_name(lot.showing):
        raise WishRefused("Le nom de retrait a été effacé avec le vœu.", "Refaites le vœu avec ce nom.")
    wish.withdrawn_at, wish.rank = None, _last_rank(wish.entrant) + 1
    wish.save(update_fields=["withdrawn_at", "rank"])
    journal.record(verbs.WISH_RESTORED, wish.entrant, by=by, at=at, lot=dates.label_of(lot))
    return wish


def _open(lot: Lot, at: datetime) -> tuple[Draw, Lot]:
    """The draw, locked, and the lot as it stands. Raises `WishesClosed` out of the window of wishes."""
    draw = locked(lot.draw)
    round_ = draw.current
    if at < round_.opens_at:
        opens = words.french_moment(round_.opens_at)
        raise WishesClosed(f"Les vœux s'ouvrent {opens}.", "Revenez à ce moment-là.")
    if round_.drawn_at or at >= round_.closes_at:
        closed = words.french_moment(round_.closes_at)
        raise WishesClosed(
            f"Les vœux sont clos depuis {closed} : un vœu après la fin ne compte pas.",
            "Attendez le résultat : ce qui reste sera proposé à nouveau.",
        )
    return draw, Lot.objects.with_showing().get(pk=lot.pk)


def _standing(wish: Wish, at: datetime) -> Wish:
    _open(wish.lot, at)
    wish = Wish.objects.select_for_update(of=("self",)).with_lot().get(pk=wish.pk)
    if wish.withdrawn_at:
        raise WishRefused("Ce vœu est déjà retiré.", "Vous pouvez le remettre.")
    if wish.outcomes.filter(booking__isnull=False).exists():
        raise WishRefused("Ce vœu est déjà reçu.", "C'est maintenant une réservation : modifiez-la, ou annulez-la.")
    return wish


def _refuse_lot(lot: Lot) -> None:
    if lot.out_at or lot.showing.cancelled_at:
        raise WishRefused("Cette date n'est plus dans le tirage.", "Choisissez une autre date.")


def _enter(draw: Draw, relay: Structure, at: datetime) -> Entrant:
    known = Entrant.objects.filter(draw=draw, relay=relay).first()
    if known:
        return known
    taken = set(draw.entrants.order_by("pk").values_list("number", flat=True))
    free = next(left for numbers in _NUMBERS if (left := [n for n in numbers if n not in taken]))
    return Entrant.objects.create(draw=draw, relay=relay, number=secrets.choice(free), entered_at=at)


def _change(wish: Wish, *, party: parties.Party, least: int | None, pickup_name: str, by: Actor, at: datetime) -> Wish:
    before, least_before, name_before = wish.party, wish.least, wish.pickup_name
    _write(wish, party, least, pickup_name)
    changes = parties.differences(before, party)
    if wish.least != least_before:
        changes.append(f"au moins {wish.least} au lieu de {least_before}")
    if wish.pickup_name != name_before:
        changes.append("nom de retrait")
    if changes:
        wish.save()
        lot, said = dates.label_of(wish.lot), ", ".join(changes)
        journal.record(verbs.WISH_CHANGED, wish.entrant, by=by, at=at, lot=lot, changes=said)
    return wish


def _write(wish: Wish, party: parties.Party, least: int | None, pickup_name: str) -> None:
    """The party as the wish holds it. Raises `PartyRefused`, `PickupNameMissing` or `WishRefused`."""
    showing = wish.lot.showing
    if sentence := parties.objection(party, showing.offer.terms, showing.allotment.most_per_booking):
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
    if party.wheelchair > showing.allotment.wheelchair_places:
        has = words.places(showing.allotment.wheelchair_places)
        raise WishRefused(f"Cette date a {has} pour fauteuil roulant.", "Appelez l'association, ou changez de date.")
    wish.pickup_sealed = conditions.sealed_name(showing, pickup_name)
    least = party.places if least is None else least
    if not 1 <= least <= party.places:
        raise WishRefused(
            f"Le nombre le plus petit va de 1 à {party.places}.", "Corrigez-le, ou laissez vide pour tout ou rien."
        )
    wish.take_party(party)
    wish.least = max(least, party.wheelchair)


def _last_rank(entrant: Entrant) -> int:
    return int(entrant.wishes.filter(withdrawn_at=None).aggregate(last=Max("rank"))["last"] or 0)
