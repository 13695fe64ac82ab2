"""Quarters of the civil year: the season, from September to August, begins in the third one. Pure."""

from datetime import date, timedelta

_SAID = ("premier", "deuxième", "troisième", "quatrième")


def quarter_of(day: date) -> tuple[date, date]:
    """Its first and last day.

    >>> quarter_of(date(2026, 11, 21))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    month = 3 * ((day.month - 1) // 3) + 1
    after = date(day.year + month // 10, (month + 3 - 1) % 12 + 1, 1)
    return date(day.year, month, 1), after - timedelta(days=1)


def said(first: date) -> str:
    """« quatrième trimestre 2026 »."""
    return f"{_SAID[(first.month - 1) // 3]} trimestre {first.year}"
