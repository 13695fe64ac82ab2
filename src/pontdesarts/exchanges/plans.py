"""The plan of a file that waits: the preview shows it, the job carries it out. Nothing is written."""

from pontdesarts.incoming.notes import Refusal, Unreadable

from . import standing
from .importing import rows
from .importing.plan import plan
from .importing.planned import Plan
from .importing.tables import tables
from .importing.told import Format, Reading, Wanted
from .models import Import


def read_file(waiting: Import) -> Reading:
    """What the file says; a file that cannot be read is a reading with one refusal."""
    try:
        found = tables(bytes(waiting.content or b""))
    except Unreadable as reason:
        return Reading(Format.CSV, refusals=(Refusal(waiting.file_name or "fichier", str(reason)),))
    return rows.read(found, matching=waiting.matching or None, file_name=waiting.file_name)


def source_of(waiting: Import, reading: Reading) -> str:
    """The name under which the keys of the file are remembered."""
    return reading.source or waiting.source


def plan_of(waiting: Import, reading: Reading | None = None) -> Plan:
    """What would be done of the file now; with its ``reading`` it is not read again."""
    reading = reading or read_file(waiting)
    picture = standing.known(
        waiting.association,
        reading,
        source=source_of(waiting, reading),
        everywhere=waiting.everywhere,
        answers=waiting.answers,
        looked_up=waiting.looked_up,
    )
    return plan(reading, picture, wanted=Wanted(waiting.wanted), default_kind=waiting.default_kind)
