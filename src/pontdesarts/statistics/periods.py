"""The periods that one may look at: a season, its quarters, its months. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from pontdesarts.bookings.rules import season_of
from pontdesarts.ui import words

from . import quarters

SEASONS_SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """``key`` is what the address says: « saison-2026 », « 2026-t4 », « 2026-11 »."""

    key: str
    label: str
    first: date
    last: date


def season(day: date) -> Choice:
    first, last = season_of(day)
    return Choice(f"saison-{first.year}", f"saison {first.year}-{last.year}", first, last)


def quarter(day: date) -> Choice:
    first, last = quarters.quarter_of(day)
    return Choice(f"{first.year}-t{(first.month + 2) // 3}", quarters.said(first), first, last)


def month(day: date) -> Choice:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Choice(f"{first:%Y-%m}", f"{words.MONTHS[first.month - 1]} {first.year}", first, last)


def choices(today: date) -> list[tuple[str, list[Choice]]]:
    """Seasons, then the quarters and the months that have begun since the last season did, the latest first."""
    seasons = [season(today.replace(day=1, year=today.year - back)) for back in range(SEASONS_SHOWN)]
    begun, day = [], today.replace(day=1)
    while day >= seasons[1].first:
        begun.append(day)
        day = (day - timedelta(days=1)).replace(day=1)
    return [
        ("Saisons", seasons),
        ("Trimestres", list(dict.fromkeys(quarter(day) for day in begun))),
        ("Mois", [month(day) for day in begun]),
    ]


def chosen(key: str, today: date) -> Choice:
    """The period that an address names; this season for anything else."""
    every = (choice for _, group in choices(today) for choice in group)
    return next((choice for choice in every if choice.key == key), season(today))


def quarters_over(today: date, *, many: int = 4) -> list[Choice]:
    """The last quarters that are over, the latest first."""
    found, first = [], quarters.quarter_of(today)[0]
    for _ in range(many):
        found.append(quarter(first - timedelta(days=1)))
        first = found[-1].first
    return found
