"""When the schools of a zone are closed. Known from the package of the ministry's calendars, without the database.

Corsica and overseas have calendars of their own, which no package carries: for them, and beyond the last year that the
ministry has published, no holidays are *known*, which is not to say that there are none.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from vacances_scolaires_france import SchoolHolidayDates


@dataclass(frozen=True, slots=True)
class Holiday:
    """From the first to the last day without school, both included."""

    name: str
    first: date
    last: date


def holidays(zone: str, start: date, end: date) -> list[Holiday]:
    """The holidays of a zone that have a day between ``start`` and ``end``, both included, in order, whole."""
    return [holiday for holiday in _calendar(zone) if holiday.first <= end and holiday.last >= start]


def next_holidays(zone: str, on: date) -> Holiday | None:
    """The holidays under way that day, else the next ones; None when none is known."""
    return next((holiday for holiday in _calendar(zone) if holiday.last >= on), None)


def last_known_year() -> int:
    """The year after which no calendar is published yet; its end may be missing."""
    return int(_source().max_year)


@lru_cache(maxsize=1)
def _source() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@lru_cache(maxsize=8)
def _calendar(zone: str) -> tuple[Holiday, ...]:
    if zone not in {"A", "B", "C"}:
        return ()
    source = _source()
    periods: list[Holiday] = []
    for year in range(source.min_year, source.max_year + 1):
        for day, facts in sorted(source.holidays_for_year_and_zone(year, zone).items()):
            name = facts["nom_vacances"]
            last = periods[-1] if periods else None
            if last and last.name == name and last.last + timedelta(days=1) == day:
                periods[-1] = Holiday(name, last.first, day)
            else:
                periods.append(Holiday(name, day, day))
    return tuple(periods)
