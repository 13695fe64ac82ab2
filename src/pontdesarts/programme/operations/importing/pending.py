"""Between the drop and the confirmation: the file waits, one day at most."""

from collections.abc import Callable, Mapping, Set
from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor

from ...importing import Reading
from ...importing.known import Window
from ...models import ImportRun, PendingImport, Source
from .runs import Origin, import_programme


def origin_of(pending: PendingImport) -> Origin:
    """Where the waiting programme comes from."""
    return Origin(
        pending.association,
        pending.source_name,
        pending.format,
        pending.partner,
        pending.venue,
        pending.matching,
        pending.file_name,
    )


def window_of(pending: PendingImport) -> Window:
    return Window(pending.first_day, pending.last_day, pending.all_dates)


@transaction.atomic
def receive(origin: Origin, *, content: bytes, window: Window, user: User, by: Actor, at: datetime) -> PendingImport:
    """Keep what was dropped until somebody confirms, or a day has passed. Nothing of the programme is written.

    The columns matched for this source are remembered.
    """
    source = origin.source()
    return PendingImport.objects.create(
        association=origin.association,
        user=user,
        source_name=origin.name,
        format=origin.format,
        partner=origin.partner,
        venue=origin.venue,
        matching=dict(origin.matching) or (source.matching if source else {}),
        first_day=window.first,
        last_day=window.last,
        all_dates=window.all_dates,
        file_name=origin.file_name[:200],
        content=content,
        received_at=at,
    )


def match_columns(pending: PendingImport, *, matching: Mapping[str, str], by: Actor, at: datetime) -> PendingImport:
    """Say which column is which of our fields; kept for the source, so that its next file asks nothing."""
    pending.matching = {field: column for field, column in matching.items() if column}
    pending.save(update_fields=["matching"])
    Source.objects.filter(association=pending.association, name=pending.source_name).update(matching=pending.matching)
    return pending


@transaction.atomic
def confirm(
    pending: PendingImport,
    *,
    read: Callable[[PendingImport], Reading],
    digest: str,
    agreed: Set[int] = frozenset(),
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Carry out what the preview showed, once: confirming again gives the same report.

    Raises `ImportChanged` when something has changed since the preview of that ``digest``; nothing is then written.
    """
    # without `run`: a join would show the report of before the wait for the lock
    pending = PendingImport.objects.select_for_update(of=("self",)).get(pk=pending.pk)
    if pending.run_id:
        return ImportRun.objects.get(pk=pending.run_id)
    pending.run = import_programme(
        origin_of(pending),
        reading=read(pending),
        window=window_of(pending),
        agreed=agreed,
        digest=digest,
        by=by,
        at=at,
    )
    pending.content = b""
    pending.save(update_fields=["run", "content"])
    return pending.run


def forget_pending(*, by: Actor, at: datetime) -> int:
    """Erase what nobody confirmed for a day, and what was confirmed; returns how many."""
    count, _ = PendingImport.objects.filter(received_at__lt=PendingImport.personal_data["content"].before(at)).delete()
    return count
