"""What was said on the phone to a relay whose people did not come, and what follows: somebody decides it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations as network
from pontdesarts.network.models import RelayProfile, Structure

from .. import rules, verbs
from ..models import Call
from ..refusals import CallRefused

Decision = Call.Decision


@transaction.atomic
def note_call(
    relay: Structure,
    *,
    note: str,
    decision: Call.Decision,
    day: date | None = None,
    reason: str = "",
    after: int | None = None,
    by: Actor,
    at: datetime,
) -> Call:
    """Keep what was said, and what follows: nothing, another talk on ``day``, or no bookings until ``day``, with a
    ``reason`` that the relay reads. ``after`` is the last call that the person had read, if any.

    Raises `CallRefused` for a note that names somebody, a day that is not ahead, or when somebody else called
    meanwhile; `network.StructureRefused` for a suspension without a reason or an end.
    """
    profile = RelayProfile.objects.select_for_update(of=("self",)).get(structure=relay)
    last = Call.objects.filter(relay=relay).order_by("-called_at", "-pk").first()
    if last and last.pk != after:
        raise CallRefused(f"{last.called_by_label} vient d'appeler ce relais.", "Relisez ce qui s'est dit.")
    if what := rules.names_somebody(note) or rules.names_somebody(reason):
        raise CallRefused(f"Il semble y avoir {what} dans ce que vous écrivez.", "Écrivez-le sans nommer personne.")
    if decision == Decision.AGAIN and (day is None or day <= timezone.localtime(at).date()):
        raise CallRefused("Il manque le jour, à venir, où en reparler.", "Choisissez une date.")
    if decision == Decision.SUSPENSION:
        if day is None:
            raise CallRefused("Il manque le jour où le relais réservera à nouveau.", "Choisissez une date.")
        network.suspend(profile, reason=reason, until=day, by=by, at=at)
    call = Call.objects.create(
        relay=relay,
        called_at=at,
        called_by_id=by.user_id,
        called_by_label=str(by)[:200],
        note=note.strip(),
        decision=decision,
        again_on=day if decision == Decision.AGAIN else None,
    )
    journal.record(verbs.CALLED, relay, by=by, at=at, decision=decision.label)
    return call
