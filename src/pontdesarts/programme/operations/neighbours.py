"""An offer opens to the relays of other associations: proposed, allowed within a share of its places, closed again.

Whoever gives the places proposes; the association of the offer says yes, or opens of its own accord. What neighbours
booked stays booked, whatever happens then.
"""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.ui import words

from .. import signals, verbs
from ..models import NextDoor, Offer, Showing
from .offers import keep_shares_again
from .refusals import OfferChanged, OfferRefused


@transaction.atomic
def propose_to_neighbours(offer: Offer, *, by: Actor, at: datetime, seen: NextDoor | None = None) -> Offer:
    """Ask the association to open the offer to the relays of other associations. Proposing again changes nothing.

    ``seen`` is how the offer stood on the page. Raises `OfferChanged` when it stands otherwise since, `OfferRefused`
    when it has been withdrawn.
    """
    offer = _locked(offer, seen)
    if offer.next_door is not NextDoor.HOME:
        return offer
    offer.neighbours_proposed_at = at
    offer.save(update_fields=["neighbours_proposed_at"])
    journal.record(verbs.PROPOSED_TO_NEIGHBOURS, offer, by=by, at=at)
    return offer


@transaction.atomic
def allow_neighbours(
    offer: Offer, *, by: Actor, at: datetime, share: int | None = None, seen: NextDoor | None = None
) -> Offer:
    """Open the offer to the relays of other associations, proposed or not; or change its share when it is open.

    ``share`` is the percentage of the places of each date that they may take at most; ``None`` is the one of the
    association. Below what they have taken, what is taken stays and nothing more is given.

    Raises `OfferChanged` when the offer stands otherwise than ``seen``, `OfferRefused` when it has been withdrawn or
    when the share is nothing.
    """
    offer = _locked(offer, seen)
    was_open, before = offer.next_door is NextDoor.OPEN, offer.terms.neighbour_share
    offer.neighbour_share = share
    if offer.booking_needed and not offer.terms.neighbour_share:
        raise OfferRefused("Avec une part de 0 %, les voisins ne pourraient rien réserver.", "Donnez au moins 1 %.")
    if was_open and offer.terms.neighbour_share == before:
        return offer
    offer.neighbours_proposed_at = offer.neighbours_proposed_at or at
    offer.neighbours_allowed_at = offer.neighbours_allowed_at or at
    offer.save(update_fields=["neighbour_share", "neighbours_proposed_at", "neighbours_allowed_at"])
    allotments = keep_shares_again(offer, at=at)
    verb = verbs.NEIGHBOUR_SHARE_CHANGED if was_open else verbs.OPENED_TO_NEIGHBOURS
    journal.record(verb, offer, by=by, at=at, share=offer.terms.neighbour_share, before=before)
    for allotment in allotments:
        signals.places_changed.send(Showing, showing=allotment.showing, by=by, at=at)
    return offer


@transaction.atomic
def keep_from_neighbours(
    offer: Offer, *, by: Actor, at: datetime, reason: str = "", seen: NextDoor | None = None
) -> Offer:
    """Close the offer to other associations, or answer no to a proposal. What they booked stays booked; they take
    nothing more. Keeping what was never proposed changes nothing.

    Raises `OfferChanged` when the offer stands otherwise than ``seen``.
    """
    offer = _locked(offer, seen)
    was = offer.next_door
    if was is NextDoor.HOME:
        return offer
    offer.neighbours_proposed_at = offer.neighbours_allowed_at = None
    offer.save(update_fields=["neighbours_proposed_at", "neighbours_allowed_at"])
    allotments = keep_shares_again(offer, at=at)
    because = f" : {reason.strip()[:200]}" if reason.strip() else ""
    if was is NextDoor.OPEN:
        stay = words.places(sum(allotment.neighbour_taken for allotment in allotments))
        journal.record(verbs.CLOSED_TO_NEIGHBOURS, offer, by=by, at=at, stay=stay, because=because)
    else:
        journal.record(verbs.KEPT_FROM_NEIGHBOURS, offer, by=by, at=at, because=because)
    return offer


def _locked(offer: Offer, seen: NextDoor | None) -> Offer:
    offer = Offer.objects.select_for_update(of=("self",)).select_related("association").get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre a été retirée.", "Copiez-la pour la proposer à nouveau.")
    if seen is not None and seen is not offer.next_door:
        last = Entry.objects.about(offer).filter(verb__in=verbs.NEXT_DOOR).first()
        said = f"{last} pendant que vous lisiez." if last else "L'offre a changé pendant que vous lisiez."
        raise OfferChanged(said, "Relisez cette page, puis décidez.", revision=offer.revision)
    return offer
