"""A file waits, is answered, begins, and is carried out batch by batch."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.incoming.sheets import Table
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from .. import plans, reports
from ..importing.columns import signature, suggest
from ..importing.planned import Planned
from ..importing.tables import tables
from ..importing.told import Wanted
from ..models import Import, Matching
from . import writing


class ImportChanged(Refused):
    """What the preview showed is no longer what would be done."""


@transaction.atomic
def receive(
    association: Association,
    *,
    content: bytes,
    file_name: str,
    source: str,
    wanted: Wanted,
    default_kind: str = "",
    everywhere: bool = False,
    user: User | None = None,
    by: Actor,
    at: datetime,
) -> Import:
    """Keep the file until it is carried out, or a day has passed. Nothing of the network is written.

    The columns are those that somebody matched once for this association and these columns, else a proposal.
    Raises `Unreadable`.
    """
    sheet = tables(content).structures
    return Import.objects.create(
        association=association,
        user=user,
        by_label=str(by)[:200],
        source=source[:120],
        file_name=file_name[:200],
        content=content,
        wanted=wanted.value,
        default_kind=default_kind,
        everywhere=everywhere,
        matching=_remembered(association, sheet) or suggest(sheet),
        received_at=at,
    )


def _remembered(association: Association, sheet: Table) -> dict[str, str]:
    """What somebody matched once for a file of these columns; nothing otherwise."""
    found = Matching.objects.filter(association=association, signature=signature(sheet.columns)).first()
    columns = dict(found.columns) if found else {}
    return columns if set(columns.values()) <= set(sheet.columns) else {}


@transaction.atomic
def match_columns(waiting: Import, *, matching: Mapping[str, str], by: Actor, at: datetime) -> Import:
    """Say which column is which of our fields; remembered for the association and files with these columns."""
    waiting.matching = {field: column for field, column in matching.items() if column}
    waiting.save(update_fields=["matching"])
    columns = tables(bytes(waiting.content or b"")).structures.columns
    Matching.objects.update_or_create(
        association=waiting.association, signature=signature(columns), defaults={"columns": waiting.matching}
    )
    return waiting


@transaction.atomic
def answer(waiting: Import, *, answers: Mapping[str, int | None], by: Actor, at: datetime) -> Import:
    """Say of each doubt which structure it is, 0 for another one, None to leave it aside."""
    waiting = Import.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    for key, said in answers.items():
        if said is None:
            waiting.answers.pop(key, None)
        else:
            waiting.answers[key] = said
    waiting.save(update_fields=["answers"])
    return waiting


@transaction.atomic
def begin(waiting: Import, *, digest: str, by: Actor, at: datetime) -> Import:
    """Start what the preview showed, once; a job carries it out.

    Lines refused or in doubt stay aside. Raises `ImportChanged` when something has changed since the preview of that
    ``digest``, and for a file that is forgotten; nothing is then written.
    """
    from .. import tasks  # the job calls this module back

    waiting = Import.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if waiting.started_at:
        return waiting
    if not waiting.content:
        raise ImportChanged("Ce fichier n'est plus gardé : il l'est un jour.", "Déposez-le de nouveau.")
    plan = plans.plan_of(waiting)
    if plan.digest != digest:
        raise ImportChanged(
            "Quelque chose a changé depuis l'aperçu : rien n'a été importé.",
            "Voici ce qui serait fait maintenant : relisez, puis importez.",
        )
    waiting.started_at, waiting.total = at, len(plan.lines)
    waiting.save(update_fields=["started_at", "total"])
    tasks.carry_on.configure(lock=f"exchanges.import.{waiting.association_id}").defer(import_id=waiting.pk)
    return waiting


def carry_on(started: Import, *, by: Actor, at: datetime) -> Import:
    """Carry out what is left of it, `writing.BATCH` lines in each transaction: begun again, it goes on where it was."""
    if started.finished_at:
        return started
    reading = plans.read_file(started)
    plan = plans.plan_of(started, reading)
    writer = writing.Writer(started.association, plans.source_of(started, reading), Wanted(started.wanted))
    for batch in _batches(plan.lines):
        with transaction.atomic():
            held = Import.objects.select_for_update(of=("self",)).get(pk=started.pk)
            last = len(held.report)
            left = batch[max(0, last - writer.seen) :]
            writer.seen += len(batch)
            if not left:
                continue
            written = writer.write(left, by=by, at=at)
            held.report = [*held.report, *(reports.told(line, written.get(index)) for index, line in enumerate(left))]
            held.done = len(held.report)
            held.save(update_fields=["report", "done"])
    return _finish(started, at)


def _batches(lines: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    for start in range(0, len(lines), writing.BATCH):
        yield lines[start : start + writing.BATCH]


@transaction.atomic
def _finish(started: Import, at: datetime) -> Import:
    """The file is forgotten: its report stays."""
    held = Import.objects.select_for_update(of=("self",)).get(pk=started.pk)
    held.finished_at, held.content, held.total, held.done = at, None, len(held.report), len(held.report)
    held.save(update_fields=["finished_at", "content", "total", "done"])
    return held


def forget_old(*, by: Actor, at: datetime) -> int:
    """Files that nobody imported for a day, and reports of three years ago; returns how many."""
    kept = Import.personal_data
    count, _ = Import.objects.filter(received_at__lt=kept["by_label"].before(at)).delete()
    dropped = Import.objects.filter(received_at__lt=kept["content"].before(at))
    gone, _ = dropped.filter(started_at=None).delete()
    return count + gone + dropped.exclude(content=None).update(content=None)
