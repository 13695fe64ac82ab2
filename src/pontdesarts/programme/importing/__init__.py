"""Programmes written by others, read into one shape: bytes or pasted text in, events and French refusals out.

Pure: no Django, no query, no clock. `read` never raises on what a person may drop in it: what cannot be taken is a
`Refusal` with a sentence to show.
"""

from pontdesarts.incoming.notes import Refusal
from pontdesarts.programme.importing.detection import detect
from pontdesarts.programme.importing.disciplines import guess_discipline
from pontdesarts.programme.importing.reading import FIELDS, REQUIRED, columns, examples, read, suggest_matching
from pontdesarts.programme.importing.source_event import (
    Format,
    Reading,
    Registration,
    SourceEvent,
    SourcePlace,
    SourceShowing,
)

__all__ = [
    "FIELDS",
    "REQUIRED",
    "Format",
    "Reading",
    "Refusal",
    "Registration",
    "SourceEvent",
    "SourcePlace",
    "SourceShowing",
    "columns",
    "detect",
    "examples",
    "guess_discipline",
    "read",
    "suggest_matching",
]
