"""What stands here already, as the plan of an import needs it: a picture taken once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pontdesarts.territory.written import KnownCommune

HERE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Window:
    """The season: first and last day, both included. With ``all_dates`` it only cuts the repetitions of calendars."""

    first: date
    last: date
    all_dates: bool = False

    def holds(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        return self.all_dates or (not self.is_before(starts_at, ends_at) and _day(starts_at) <= self.last)

    def is_before(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        """Over before the first day: nobody can be offered a place any more."""
        return not self.all_dates and _day(ends_at or starts_at) < self.first

    def __str__(self) -> str:
        return f"du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y}"


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


@dataclass(frozen=True, slots=True)
class KnownShowing:
    """``taken`` counts the places booked, 0 when none were offered."""

    pk: int
    external_id: str
    starts_at: datetime
    ends_at: datetime | None
    cancelled: bool = False
    taken: int = 0


@dataclass(frozen=True, slots=True)
class KnownOffer:
    """An offer of this source. ``values`` is what stands now, ``imported`` what the source said last: same keys."""

    pk: int
    title: str
    external_id: str
    values: Mapping[str, Any]
    imported: Mapping[str, Any]
    open_dated: bool = False
    published: bool = False
    withdrawn: bool = False
    showings: Sequence[KnownShowing] = ()

    def said(self, showing: KnownShowing) -> tuple[datetime, datetime | None] | None:
        """When the source said, last time, that this date was; None when it never said."""
        written = self.imported.get("showings", {}).get(showing.external_id)
        if not written:
            return None
        return datetime.fromisoformat(written[0]), datetime.fromisoformat(written[1]) if written[1] else None


@dataclass(frozen=True, slots=True)
class KnownVenue:
    """``external_ids`` are those of this source. ``folded`` is the name as `territory.rules.fold` writes it."""

    pk: int
    name: str
    folded: str
    insee: str
    postal_code: str
    external_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Twin:
    """Something that looks like the same show. ``pk`` is None for another event of the same file."""

    pk: int | None
    external_id: str
    title: str
    source: str
    same_source: bool = False
    venue: int | str | None = None
    insee: str = ""
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """``offers`` by identifier, ``twins`` by title key; ``default_venue`` where the source does not say where.

    ``key`` makes the title key of a title; ``at`` tells what is over.
    """

    at: datetime
    window: Window
    key: Callable[[str], str]
    offers: Mapping[str, KnownOffer]
    venues: Sequence[KnownVenue]
    communes: Sequence[KnownCommune]
    twins: Mapping[str, Sequence[Twin]]
    departments: frozenset[str] = frozenset()
    default_venue: int | None = None
