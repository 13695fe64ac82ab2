"""What every format becomes before anything is written: events, their place, their showings, and the refusals."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from pontdesarts.incoming.notes import Refusal

MOST_SHOWINGS = 800
"""Dates of one event; OpenAgenda has the same limit. Above it the event is refused, not cut."""

TITLE_LENGTH = 140
SUMMARY_LENGTH = 500
DESCRIPTION_LENGTH = 10_000
CONDITIONS_LENGTH = 500
NAME_LENGTH = 200
ADDRESS_LENGTH = 255
CITY_LENGTH = 100
URL_LENGTH = 400
ID_LENGTH = 200


class Format(StrEnum):
    OPENAGENDA = "openagenda"
    OPENDATASOFT = "opendatasoft"
    ICAL = "ical"
    SCHEMAORG = "schemaorg"
    CSV = "csv"
    XLSX = "xlsx"
    DATATOURISME = "datatourisme"


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """`insee` is what the source says: 75056 for Paris even where we know the arrondissement."""

    external_id: str = ""
    name: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class SourceShowing:
    """`starts_at` is aware. When `all_day`, it is midnight, and `ends_at` (if any) the midnight after the last day."""

    external_id: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    url: str = ""
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """`external_id` is stable from one export to the next; where the source has none it is drawn from title and place.

    `status` is one of scheduled, rescheduled, moved_online, postponed, full, cancelled. `permanent` events have no
    showing: one comes between `valid_from` and `valid_to` (both included, each may be unknown).
    `raw` keeps, as JSON, what the source says and we have no column for; never a member or a contributor.
    """

    external_id: str
    title: str
    summary: str = ""
    description: str = ""
    discipline_hint: tuple[str, ...] = ()
    url: str = ""
    image_url: str = ""
    age_min: int | None = None
    age_max: int | None = None
    access: frozenset[str] = frozenset()
    language: str = ""
    place: SourcePlace | None = None
    online: bool = False
    cancelled: bool = False
    status: str = "scheduled"
    showings: tuple[SourceShowing, ...] = ()
    permanent: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    registration: Registration = Registration()
    conditions: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    updated_at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal characters, equal when nothing we keep has changed; `raw` and `updated_at` do not count."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("raw", "updated_at")}
        kept["access"] = sorted(self.access)
        kept["place"] = None if self.place is None else _fields(self.place)
        kept["registration"] = _fields(self.registration)
        kept["showings"] = [_fields(showing) for showing in self.showings]
        text = json.dumps(kept, sort_keys=True, default=_spelled, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """`refusals` are of events (or of the file), `showing_refusals` of single dates of events that are kept.

    `warnings` say what was taken with a change or a doubt; they prevent nothing.
    """

    format: Format | None
    events: tuple[SourceEvent, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    showing_refusals: tuple[Refusal, ...] = ()


def _fields(thing: SourcePlace | Registration | SourceShowing) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
