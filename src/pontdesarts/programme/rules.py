"""How many of the places given are kept for some, and until when. Pure."""

from datetime import UTC, datetime, timedelta

# a date is near: places are released for it, and told of
LAST_MINUTE = timedelta(hours=48)


def share(places: int, percent: int) -> int:
    """``percent`` of ``places``, rounded up: a share that is not nothing is one place at least.

    >>> share(12, 20), share(3, 20), share(3, 0)
    (3, 1, 0)
    """
    return -(-places * percent // 100)


def kept_until(starts_at: datetime, hours: int, *, opens_at: datetime) -> datetime | None:
    """``hours`` before the date, or ``None`` when booking opens later than that: nothing is kept at the last minute."""
    until = starts_at.astimezone(UTC) - timedelta(hours=hours)  # real hours, across a change of hour too
    return until if until > opens_at else None
