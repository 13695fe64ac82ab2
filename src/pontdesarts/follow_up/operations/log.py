"""What was said and done with a structure."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.operations import mailings
from pontdesarts.messaging.operations.mailings import Recipient
from pontdesarts.network.models import Structure

from .. import rules, verbs
from ..models import Care, LogLine
from ..refusals import LogRefused


@transaction.atomic
def note(
    structure: Structure,
    *,
    kind: LogLine.Kind,
    text: str,
    happened_at: datetime,
    with_whom: str = "",
    by: Actor,
    at: datetime,
) -> LogLine:
    """Write a line of the log. It counts as a contact with the structure on that day. Raises `LogRefused` for a day to
    come, or of another age."""
    _refuse_when(happened_at, at)
    line = LogLine.objects.create(
        structure=structure,
        kind=kind,
        text=text,
        happened_at=happened_at,
        with_whom=with_whom,
        written_at=at,
        written_by_id=by.user_id,
        written_by_label=by.label[:200],
    )
    _settle_last_contact(structure)
    journal.record(verbs.NOTED, structure, by=by, at=at, kind=line.get_kind_display())
    return line


@transaction.atomic
def change_note(
    line: LogLine,
    *,
    kind: LogLine.Kind,
    text: str,
    happened_at: datetime,
    with_whom: str,
    by: Actor,
    at: datetime,
) -> LogLine:
    """Correct a line. A mail that has left stays as it left. Raises `LogRefused`."""
    _refuse_mail(line)
    _refuse_when(happened_at, at)
    line.kind, line.text, line.happened_at, line.with_whom = kind, text, happened_at, with_whom
    line.save(update_fields=["kind", "text", "happened_at", "with_whom"])
    _settle_last_contact(line.structure)
    journal.record(verbs.NOTE_CHANGED, line.structure, by=by, at=at, kind=line.get_kind_display())
    return line


@transaction.atomic
def remove_note(line: LogLine, *, by: Actor, at: datetime) -> None:
    """Erase a line; the journal says that there was one, not what it said. Raises `LogRefused` for a mail."""
    _refuse_mail(line)
    structure = line.structure
    journal.record(verbs.NOTE_REMOVED, structure, by=by, at=at, kind=line.get_kind_display())
    line.delete()
    _settle_last_contact(structure)


@transaction.atomic
def write_to(
    structure: Structure, *, address: str, name: str, subject: str, text: str, reply_to: str, by: Actor, at: datetime
) -> LogLine:
    """Write one mail to one person of the structure, from the product: it leaves by a job, and stands in the log.
    Raises `LogRefused` when the address no longer works."""
    if mailings.why_not("", [address]) != [""]:
        raise LogRefused("Cette adresse ne marche plus.", "Demandez-en une autre par téléphone.")
    letter = mailings.prepare(
        [Recipient(address, name, {}, f"structure.{structure.pk}")],
        kind="follow_up.mail",
        family=None,
        sender=f"{by.label}, {structure.association}",
        reply_to=reply_to,
        subject=subject,
        text=text,
        at=at,
    )
    mailings.start(letter, at=at)
    line = LogLine.objects.create(
        structure=structure,
        kind=LogLine.Kind.MAIL,
        text=f"{letter.subject}\n\n{text}"[:4000],
        happened_at=at,
        with_whom=(name or address)[:160],
        written_at=at,
        written_by_id=by.user_id,
        written_by_label=by.label[:200],
        mailing=letter,
    )
    _settle_last_contact(structure)
    journal.record(verbs.WROTE, structure, by=by, at=at)
    return line


def _settle_last_contact(structure: Structure) -> None:
    last = structure.log_lines.aggregate(last=Max("happened_at"))["last"]
    Care.objects.update_or_create(structure=structure, defaults={"last_contact_at": last})


def _refuse_when(happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise LogRefused("Cette date est à venir.", "Pour plus tard, ajoutez une tâche.")
    if happened_at.year < rules.FIRST.year:
        raise LogRefused("Cette date est bien loin.", "Vérifiez l'année.")


def _refuse_mail(line: LogLine) -> None:
    if line.mailing_id:
        raise LogRefused("Ce courriel est parti : il ne se change plus.", "Ajoutez une note à côté.")
