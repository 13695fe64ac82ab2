"""When one writes before an outing, and until when a number is kept. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pontdesarts.bookings.rules import season_of

# late enough to be the day before for everybody, early enough for places given back to serve
TEXT_HOUR = time(11)
# later, nobody reads it in time, and nobody comes instead
LAST_TEXT = timedelta(hours=2)


def text_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when the text of the day before may leave: the eve at eleven, on the clock of the place."""
    eve = starts_at.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(eve, TEXT_HOUR, zone).astimezone(UTC)


def text_until(starts_at: datetime) -> datetime:
    """After that moment the text is of no use."""
    return starts_at - LAST_TEXT


def is_time_to_text(starts_at: datetime, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the text of the day before leaves at ``at``, also for a number that was given late."""
    return text_from(starts_at, zone) <= at < text_until(starts_at)


def erase_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the day after the outing, on the clock of the place."""
    day = starts_at.astimezone(zone).date()
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def season_over(starts_at: datetime) -> datetime:
    """The first moment after the season of an outing.

    >>> season_over(datetime(2026, 12, 3, 20, tzinfo=UTC)).date()
    datetime.date(2027, 9, 1)
    """
    return datetime.combine(season_of(starts_at.date())[1] + timedelta(days=1), time(), UTC)


def is_day_of_reminder(outing: date, today: date, days: int) -> bool:
    """Whether the referent is reminded today of an outing of that day; never with ``days`` at 0.

    >>> is_day_of_reminder(date(2026, 12, 3), date(2026, 11, 30), 3)
    True
    """
    return days > 0 and outing - today == timedelta(days=days)
