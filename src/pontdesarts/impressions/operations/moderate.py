"""The team reads what was said before anybody else."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.outings.models import Impression, Voice

from .. import verbs
from ..refusals import ModerationRefused


@transaction.atomic
def moderate(
    impression: Impression, *, text: str, publish: bool, seen_at: datetime | None = None, by: Actor, at: datetime
) -> Impression:
    """Keep ``text`` as what may be repeated, or as what stays inside. A voice note that is written down is erased.

    ``seen_at`` is when what the reader saw had been said: the referent may have said something else since.
    Raises `ModerationRefused` then, and when there is nothing to publish.
    """
    impression = Impression.objects.select_for_update(of=("self",)).get(pk=impression.pk)
    if seen_at is not None and impression.said_at != seen_at:
        raise ModerationRefused("Le relais a changé ce qu'il avait dit.", "Relisez avant de publier.")
    text = " ".join(text.split())[:400]
    if publish and not text:
        raise ModerationRefused("Rien n'est écrit.", "Écrivez ce qui a été dit, ou gardez-le pour l'équipe.")
    impression.text, impression.published = text, publish
    impression.moderated_at, impression.moderated_by_id = at, by.user_id
    impression.save(update_fields=["text", "published", "moderated_at", "moderated_by"])
    written, _ = Voice.objects.filter(impression=impression).delete() if text else (0, {})
    subject = impression.booking or impression.showing
    if written:
        journal.record(verbs.WRITTEN_DOWN, subject, by=by, at=at)
    journal.record(verbs.PUBLISHED if publish else verbs.KEPT_IN, subject, by=by, at=at)
    return impression
