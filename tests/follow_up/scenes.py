"""Lines of a log and letters, written as the team does."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.follow_up import audience, operations
from pontdesarts.follow_up.models import Letter, LogLine
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.network.models import Structure


def note(
    structure: Structure,
    *,
    kind: LogLine.Kind = LogLine.Kind.CALL,
    days_ago: int = 0,
    text: str = "On en reparle en janvier.",
    by: Actor = JOB,
    with_whom: str = "",
) -> LogLine:
    at = timezone.now()
    then = at - timedelta(days=days_ago)
    return operations.note(structure, kind=kind, text=text, happened_at=then, with_whom=with_whom, by=by, at=at)


def letter_to(association: Association, *, at: datetime | None = None, by: Actor = JOB, **wanted: Any) -> Letter:
    """Prepared, to whoever the filter finds; nothing has left."""
    at = at or timezone.now()
    choices = audience.choose(association, audience.found(association, wanted, at=at))
    return operations.prepare(
        association,
        recipients=audience.recipients(association, choices, at=at),
        unreachable=audience.unreachable(choices),
        chosen="Toutes les structures",
        subject="Des places pour {structure}",
        text="Bonjour {personne}, à {commune}.",
        reply_to="equipe@example.org",
        by=by,
        at=at,
    )
