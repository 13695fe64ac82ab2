"""The one door: bytes in, a `Reading` out, whatever the bytes."""

from collections.abc import Callable, Mapping

from pontdesarts.incoming import sheets
from pontdesarts.incoming.kinds import MOST_BYTES
from pontdesarts.incoming.notes import Refusal, Unreadable
from pontdesarts.programme.importing.detection import detect, why_not
from pontdesarts.programme.importing.formats import (
    datatourisme,
    ical,
    openagenda,
    opendatasoft,
    schemaorg,
    sheet,
)
from pontdesarts.programme.importing.formats.sheet_columns import FIELDS, REQUIRED, suggest_matching
from pontdesarts.programme.importing.source_event import Format, Reading, SourceEvent
from pontdesarts.programme.importing.task import Season, Task

__all__ = ["FIELDS", "REQUIRED", "columns", "examples", "read", "suggest_matching"]

_READERS: dict[Format, Callable[[bytes, Task], list[SourceEvent]]] = {
    Format.OPENAGENDA: openagenda.read,
    Format.OPENDATASOFT: opendatasoft.read,
    Format.ICAL: ical.read,
    Format.SCHEMAORG: schemaorg.read,
    Format.CSV: sheet.read,
    Format.XLSX: sheet.read,
    Format.DATATOURISME: datatourisme.read,
}


def read(
    content: bytes,
    *,
    format: Format | str | None = None,
    season: Season,
    filename: str = "",
    matching: Mapping[str, str] | None = None,
    default_timezone: str = "Europe/Paris",
) -> Reading:
    """Events in the order of the file, each `external_id` once. Never raises on the content.

    `format`: None asks to find it. `season`: first and last day, both included; only the repetitions of calendars are
    cut to it. `matching`: our field → their column, for sheets; None lets the names of the columns decide.
    """
    item = filename or "fichier"
    known = _format(format)
    if len(content) > MOST_BYTES:
        return _refused(known, item, f"Ce fichier dépasse {MOST_BYTES // 1024 // 1024} Mo : coupez-le en plusieurs.")
    found = detect(content, filename)
    if known is None:
        known = found
    if known is None or (found is None and not _worth_trying(content)):
        return _refused(known, item, why_not(content))
    task = Task(season, filename, matching, default_timezone)
    try:
        events = _each_once(_READERS[known](content, task), task)
    except Unreadable as reason:
        return _refused(known, item, str(reason), task)
    if not events and not task.refusals:
        task.refuse(item, "Ce fichier ne contient aucun événement.")
    return Reading(known, tuple(events), tuple(task.refusals), tuple(task.warnings), tuple(task.showing_refusals))


def columns(content: bytes) -> list[str]:
    """The columns of a sheet, in order and without double; none when it is not a sheet (`read` then says why)."""
    try:
        return sheet.columns(content) if len(content) <= MOST_BYTES else []
    except Unreadable:
        return []


def examples(content: bytes) -> dict[str, str]:
    """The columns of a sheet, each with the first value that it holds, so that a person recognises it."""
    try:
        return sheets.examples(sheets.table(content)) if len(content) <= MOST_BYTES else {}
    except Unreadable:
        return {}


def _format(written: Format | str | None) -> Format | None:
    try:
        return Format(written) if written else None
    except ValueError:
        return None


def _worth_trying(content: bytes) -> bool:
    """Text that was not recognised may still be of the format asked for; a picture may not."""
    return (
        bool(content.strip(b"\x00 \t\r\n"))
        and b"\x00" not in content[:4096]
        and not content.startswith((b"PK", b"%PDF", b"\xff\xd8"))
    )


def _each_once(events: list[SourceEvent], task: Task) -> list[SourceEvent]:
    kept: dict[str, SourceEvent] = {}
    for event in events:
        if event.external_id in kept:
            task.warn(event.title, "Cet événement est deux fois dans le fichier : le premier est gardé.")
        else:
            kept[event.external_id] = event
    return list(kept.values())


def _refused(known: Format | None, item: str, reason: str, task: Task | None = None) -> Reading:
    if task is None:
        return Reading(known, refusals=(Refusal(item, reason),))
    refusals = (Refusal(item, reason), *task.refusals)
    return Reading(known, (), refusals, tuple(task.warnings), tuple(task.showing_refusals))
