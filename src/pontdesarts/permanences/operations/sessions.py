"""A permanence opens, closes, opens again."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import verbs
from ..models import Permanence, Pick
from ..refusals import PermanenceRefused


def open_for(relay: Structure, *, criteria: str, request_id: UUID, by: Actor, at: datetime) -> Permanence:
    """Open a permanence for a relay. The same ``request_id`` twice is one permanence.

    Raises `PermanenceRefused` when the structure is no relay, left the network, or when its bookings are suspended.
    """
    if not relay.is_relay:
        raise PermanenceRefused("Cette structure n'est pas un relais.", "Choisissez le relais qui tient la permanence.")
    if sentence := relay.barred:
        raise PermanenceRefused(sentence, "Appelez l'association pour en parler.")
    try:
        return _open(relay, criteria=criteria, request_id=request_id, by=by, at=at)
    except IntegrityError:
        first = Permanence.objects.filter(request_id=request_id, relay=relay).first()
        if first is None:
            raise PermanenceRefused("Ce formulaire a déjà servi.", "Rouvrez la page pour recommencer.") from None
        return first


@transaction.atomic
def _open(relay: Structure, *, criteria: str, request_id: UUID, by: Actor, at: datetime) -> Permanence:
    permanence = Permanence.objects.create(
        relay=relay, criteria=criteria, request_id=request_id, opened_by_id=by.user_id, opened_at=at
    )
    journal.record(verbs.OPENED, permanence, by=by, at=at, relay=relay.name)
    return permanence


@transaction.atomic
def close(permanence: Permanence, *, by: Actor, at: datetime) -> Permanence:
    """Nothing more is received; what the tablet still holds stays there. Closing twice changes nothing."""
    permanence = Permanence.objects.select_for_update(of=("self",)).get(pk=permanence.pk)
    if permanence.closed_at:
        return permanence
    permanence.closed_at = at
    permanence.save(update_fields=["closed_at"])
    figures = Pick.objects.filter(permanence=permanence).figures()
    journal.record(
        verbs.CLOSED,
        permanence,
        by=by,
        at=at,
        people=words.counted(figures["people"], "personne"),
        places=words.counted(figures["places"], "place réservée", "places réservées"),
    )
    return permanence


@transaction.atomic
def reopen(permanence: Permanence, *, by: Actor, at: datetime) -> Permanence:
    """Receive again: somebody came back, or a tablet had choices left. Reopening twice changes nothing."""
    permanence = Permanence.objects.select_for_update(of=("self",)).get(pk=permanence.pk)
    if permanence.closed_at:
        permanence.closed_at = None
        permanence.save(update_fields=["closed_at"])
        journal.record(verbs.REOPENED, permanence, by=by, at=at)
    return permanence
