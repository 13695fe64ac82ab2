"""When the association writes of what is missing, and of what answers served. Pure."""

from datetime import date, timedelta

# the statement leaves after the weekend of the month's end; a week is left to a night that failed, or to a mail that
# waits for the next day because another has left that day
STATEMENT = range(3, 10)
QUARTER = range(12, 19)


def statement_due(today: date, months: int) -> date | None:
    """The first day of the period whose statement leaves today; ``None`` on other days, and with ``months`` at 0.

    >>> statement_due(date(2026, 11, 3), 1), statement_due(date(2026, 11, 3), 2), statement_due(date(2026, 12, 3), 2)
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 1), None)
    """
    if not months or today.day not in STATEMENT or (months == 2 and today.month % 2 == 0):
        return None
    return today.replace(day=1)


def quarter_due(today: date) -> date | None:
    """The first day of the quarter that begins, whose reminder leaves today and tells of the quarter that is over.

    >>> quarter_due(date(2027, 1, 12)), quarter_due(date(2026, 11, 12))
    (datetime.date(2027, 1, 1), None)
    """
    return today.replace(day=1) if today.month % 3 == 1 and today.day in QUARTER else None


def quarter_before(first: date) -> date:
    """The first day of the quarter before the one that begins that day.

    >>> quarter_before(date(2027, 1, 1))
    datetime.date(2026, 10, 1)
    """
    last = first - timedelta(days=1)
    return date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)


def month_after(first: date) -> date:
    """
    >>> month_after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (first + timedelta(days=31)).replace(day=1)
