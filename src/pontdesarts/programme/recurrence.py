"""Dates that come back: every Tuesday at half past two, from October to June, but not in the holidays. Pure.

Hours are those of the clock on the wall: a Tuesday at 14:30 stays at 14:30 when the clocks change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from dateutil.rrule import WEEKLY, rrule

WALL = ZoneInfo("Europe/Paris")
MOST_DATES = 800
# an evening that ends by this hour ends on the next day
_SMALL_HOURS = time(6)


@dataclass(frozen=True)
class Weekly:
    """On these ``weekdays`` (0 is Monday), every ``every`` weeks, from ``first`` to ``last``, both included."""

    weekdays: frozenset[int]
    first: date
    last: date
    starts: time
    ends: time | None = None
    every: int = 1


@dataclass(frozen=True)
class Occurrence:
    """One date, aware, on the wall clock of Paris."""

    starts_at: datetime
    ends_at: datetime | None


class TooMany(ValueError):
    """More than 800 dates."""


class EndsBefore(ValueError):
    """The end is before the beginning, and it is not an evening that ends after midnight."""


def occurrences(weekly: Weekly, *, closed: Sequence[tuple[date, date]] = ()) -> list[Occurrence]:
    """The dates in order, without those that fall between the first and last days of a ``closed`` period.

    Weeks are counted from the week of ``first``. Raises `TooMany` beyond 800, `EndsBefore`.
    """
    if not weekly.weekdays or weekly.last < weekly.first:
        return []
    days = rrule(
        WEEKLY,
        interval=max(1, weekly.every),
        byweekday=sorted(weekly.weekdays),
        dtstart=datetime.combine(weekly.first, time()),
        until=datetime.combine(weekly.last, time()),
    )
    open_days = (moment.date() for moment in days if not _is_closed(moment.date(), closed))
    found = [occurrence(day, weekly.starts, weekly.ends) for day in islice(open_days, MOST_DATES + 1)]
    if len(found) > MOST_DATES:
        raise TooMany
    return found


def occurrence(day: date, starts: time, ends: time | None = None) -> Occurrence:
    """One date on the wall clock. An end in the small hours, before an evening's beginning, is on the next day.

    Raises `EndsBefore` for any other end that does not come after the beginning.
    """
    ends_on = day
    if ends is not None and ends <= starts:
        if ends > _SMALL_HOURS or starts <= _SMALL_HOURS:
            raise EndsBefore
        ends_on = day + timedelta(days=1)
    ends_at = None if ends is None else datetime.combine(ends_on, ends, tzinfo=WALL)
    found = Occurrence(datetime.combine(day, starts, tzinfo=WALL), ends_at)
    # the night when clocks go forward, 2:30 and 3:30 are one instant
    if ends_at is not None and ends_at.astimezone(UTC) <= found.starts_at.astimezone(UTC):
        raise EndsBefore
    return found


def public_holidays(first: date, last: date) -> list[date]:
    """The eleven public holidays of the code du travail (article L3133-1) from ``first`` to ``last``, in order."""
    days = (day for year in range(first.year, last.year + 1) for day in _of_year(year))
    return [day for day in days if first <= day <= last]


@lru_cache(maxsize=16)
def _of_year(year: int) -> Collection[date]:
    sunday = easter(year)
    moving = [sunday + timedelta(days=1), sunday + timedelta(days=39), sunday + timedelta(days=50)]
    fixed = [date(year, *day) for day in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))]
    return sorted({*moving, *fixed})


def _is_closed(day: date, closed: Sequence[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in closed)
