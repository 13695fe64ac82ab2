"""Two offers that look alike: a human says whether they are the same outing."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from ... import verbs
from ...models import Offer, Resemblance
from ..offers import withdraw


class ResemblanceRefused(Refused):
    """The two cannot be taken as one: both are in the catalogue, or somebody has answered already."""


@transaction.atomic
def settle_resemblance(resemblance: Resemblance, *, same: bool, by: Actor, at: datetime) -> Resemblance:
    """Say that both are the same outing, and the draft is withdrawn in favour of the other; or that they are two.

    The same answer twice changes nothing. Raises `ResemblanceRefused` when both are in the catalogue, or when the
    other answer was given already.
    """
    resemblance = (
        Resemblance.objects.select_for_update(of=("self",)).select_related("offer", "other").get(pk=resemblance.pk)
    )
    if resemblance.settled_at:
        if resemblance.same == same:
            return resemblance
        raise ResemblanceRefused("Quelqu'un a déjà répondu pour ces deux sorties.")
    if same:
        gone, kept = _draft_and_other(resemblance)
        withdraw(gone, reason=f"c'est la même sortie que « {kept} »", by=by, at=at)
    else:
        journal.record(verbs.TOLD_APART, resemblance.offer, by=by, at=at, other=str(resemblance.other))
    resemblance.same, resemblance.settled_at = same, at
    resemblance.save(update_fields=["same", "settled_at"])
    return resemblance


def _draft_and_other(resemblance: Resemblance) -> tuple[Offer, Offer]:
    """The one that goes, the one that stays: the newcomer goes, unless it is the one in the catalogue."""
    offer, other = resemblance.offer, resemblance.other
    if offer.withdrawn_at or other.withdrawn_at:
        raise ResemblanceRefused("L'une des deux est déjà retirée.")
    if offer.published_at is None:
        return offer, other
    if other.published_at is None:
        return other, offer
    raise ResemblanceRefused(
        "Ces deux sorties sont au catalogue.", "Retirez vous-même celle qui est de trop, pour prévenir qui a réservé."
    )
