"""« Cette semaine », « ce week-end », « les vacances », « du… au… », as instants on the wall clock of the project."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pontdesarts.territory import school_holidays

PARIS = ZoneInfo("Europe/Paris")
FRIDAY, SATURDAY = 4, 5
EVENING = time(18)


class Period(StrEnum):
    ANY = ""
    WEEK = "semaine"
    WEEKEND = "weekend"
    HOLIDAYS = "vacances"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start``, included, to ``end``, excluded; ``None`` leaves that side open."""

    start: datetime | None = None
    end: datetime | None = None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)


def week(on: date) -> Span:
    """From that day to the Sunday that ends its week."""
    return Span(midnight(on), midnight(on + timedelta(days=7 - on.weekday())))


def weekend(on: date) -> Span:
    """The coming Friday evening, Saturday and Sunday; on those days, what is left of them."""
    friday = on + timedelta(days=FRIDAY - on.weekday())
    monday = friday + timedelta(days=3)
    start = datetime.combine(friday, EVENING, tzinfo=PARIS) if on.weekday() < SATURDAY else midnight(on)
    return Span(start, midnight(monday))


def days(first: date | None, last: date | None) -> Span:
    """Whole days, both included. No day comes after the last one that Python counts: that side is then open."""
    after = last + timedelta(days=1) if last and last < date.max else None
    return Span(midnight(first) if first else None, midnight(after) if after else None)


def holidays(zone: str, on: date) -> Span | None:
    """The school holidays under way, else the next; ``None`` when the calendar of the zone is not known."""
    found = school_holidays.next_holidays(zone, on)
    return days(found.first, found.last) if found else None
