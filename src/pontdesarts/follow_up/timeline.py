"""A structure's story: what was said and done, beside what the product knows, three months at a time.

Each `Source` is a kind of thing that happens. A page asks each of them twice, whatever they hold: what happened in its
three months (`MOST` of each at most), and when something last happened before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Max, Model, QuerySet

from pontdesarts.network.models import Structure

from . import rules
from .rules import PARIS

MONTHS = 3
MOST = 100


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``detail`` is in the words of whoever wrote it."""

    sentence: str
    at: datetime | None = None
    who: str = ""
    detail: str = ""
    href: str = ""
    icon: str = ""
    tone: str = ""
    # of the log, to correct it
    line: int | None = None


@dataclass(frozen=True)
class Source:
    """``rows`` are those of one structure, with the column or annotation ``when``; ``tell`` says one row, alone."""

    name: str
    label: str
    icon: str
    rows: Callable[[Structure], QuerySet[Any, Any]]
    when: str
    tell: Callable[[Any], Moment]


@dataclass(frozen=True)
class Month:
    first: date
    moments: list[Moment]


@dataclass(frozen=True)
class Story:
    """``older`` is the last month where something happened before; ``newer`` the end of the three months that follow.
    ``cut``: more happened than is shown."""

    months: list[Month]
    first: date
    last: date
    older: date | None
    newer: date | None
    cut: bool


def tell(structure: Structure, sources: Sequence[Source], *, last: date, today: date) -> Story:
    """The three months that end with the month of ``last``."""
    last = min(last, today).replace(day=1)
    first = rules.months_back(last, MONTHS - 1)
    begins, ends = _midnight(first), _midnight(rules.months_back(last, -1))
    found, cut = [], False
    for source in sources:
        rows = list(
            source.rows(structure)
            .filter(**{f"{source.when}__gte": begins, f"{source.when}__lt": ends})
            .order_by(f"-{source.when}")[: MOST + 1]
        )
        cut = cut or len(rows) > MOST
        found += [_dated(source, row) for row in rows[:MOST]]
    found.sort(key=lambda moment: moment.at or begins, reverse=True)
    before = [day for source in sources if (day := _last_before(source, structure, begins))]
    return Story(
        months=list(_by_month(found)),
        first=first,
        last=last,
        older=max(before).astimezone(PARIS).date().replace(day=1) if before else None,
        newer=min(rules.months_back(last, -MONTHS), today.replace(day=1)) if last < today.replace(day=1) else None,
        cut=cut,
    )


def _dated(source: Source, row: Any) -> Moment:
    told = source.tell(row)
    at = row[source.when] if isinstance(row, dict) else getattr(row, source.when)
    return Moment(**{**vars(told), "at": at, "icon": told.icon or source.icon})


def _last_before(source: Source, structure: Structure, begins: datetime) -> datetime | None:
    rows: QuerySet[Model, Any] = source.rows(structure).filter(**{f"{source.when}__lt": begins}).order_by()
    last: datetime | None = rows.aggregate(last_of_it=Max(source.when))["last_of_it"]
    return last


def _by_month(moments: Iterable[Moment]) -> Iterable[Month]:
    for first, group in groupby(moments, key=lambda moment: _month_of(moment)):
        yield Month(first, list(group))


def _month_of(moment: Moment) -> date:
    assert moment.at is not None
    return moment.at.astimezone(PARIS).date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)
