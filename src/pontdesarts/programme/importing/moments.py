"""Dates and times as people and programs write them, made aware."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Outside of these a date is a slip of the pen (0001, 9999, 20226) and is not read."""

_FRENCH = re.compile(
    r"^(?:[a-zé]+\.?\s+)?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})\b\s*(?:à|,|-)?\s*(.*)$", re.IGNORECASE
)
_WORDS = re.compile(
    r"^(?:[a-zé]+\.?\s+)?(\d{1,2})(?:er)?\s+([a-zéûà.]+)\s+(\d{4})\b\s*(?:à|,|-)?\s*(.*)$", re.IGNORECASE
)
_CLOCK = re.compile(r"^(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)\s*(?:min|mn|:\d{2}(?:\.\d+)?)?$")
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the calendar, the zone comes after


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware; when `all_day`, midnight and the hour is not known. `universal`: written « +00:00 »."""

    at: datetime
    all_day: bool = False
    universal: bool = False


def zone(name: object, default: str = "Europe/Paris") -> ZoneInfo:
    """An unknown zone gives the default one: the hour on the poster is then right for almost everyone here."""
    for candidate in (name, default, "Europe/Paris"):
        if isinstance(candidate, str) and 0 < len(candidate) < 60:
            try:
                return ZoneInfo(candidate)
            except (KeyError, ValueError, OSError):
                continue
    return ZoneInfo("Europe/Paris")


def moment(value: object, place: ZoneInfo, *, wall: bool = False) -> Moment | None:
    """None when it cannot be read. `wall`: the offset written is false, the hour is that of the clock on the wall."""
    if isinstance(value, datetime):
        return _placed(value, place, wall=wall)
    if isinstance(value, date):
        return _day(value, place)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_excel(float(value), place)
    if not isinstance(value, str) or not 5 <= len(value.strip()) <= 60:
        return None
    text = " ".join(value.split())
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return _day(date.fromisoformat(text), place)
        except ValueError:
            return None
    try:
        return _placed(datetime.fromisoformat(text), place, wall=wall)
    except ValueError:
        return _in_french(text, place)


def clock(value: object) -> time | None:
    """« 20h30 », « 20 h », « 20:30 », a time of a spreadsheet, or its fraction of a day."""
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None)
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    if isinstance(value, float) and 0 <= value < 1:
        return (_EXCEL_ZERO + timedelta(seconds=round(value * 86400))).time()
    if not isinstance(value, str):
        return None
    found = _CLOCK.match(" ".join(value.split()))
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    if hour == 24 and minute == 0:
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def at_hour(day: Moment, hour: time) -> Moment | None:
    """That day at that hour, on the clock of the place."""
    return _placed(datetime.combine(day.at.date(), hour), day.at.tzinfo, wall=True)


def spoken(at: datetime) -> str:
    """« 28/06/2019 à 19 h 30 », for a refusal or a warning."""
    return f"{at:%d/%m/%Y} à {at.hour} h {at:%M}"


def _day(day: date, place: ZoneInfo) -> Moment | None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Moment(datetime.combine(day, time(0), place), all_day=True)


def _placed(value: datetime, place: object, *, wall: bool) -> Moment | None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR or not isinstance(place, ZoneInfo):
        return None
    universal = value.tzinfo is not None and value.utcoffset() == timedelta(0)
    if wall or value.tzinfo is None:
        value = value.replace(tzinfo=place)
    # through UTC, so that an hour that does not exist (the night of the change) becomes the one that does
    return Moment(value.astimezone(UTC).astimezone(place), universal=universal)


def _from_excel(days: float, place: ZoneInfo) -> Moment | None:
    if not 30_000 <= days <= 75_000:  # 1982 to 2105
        return None
    at = _EXCEL_ZERO + timedelta(seconds=round(days * 86400))
    return _day(at.date(), place) if days == int(days) else _placed(at, place, wall=True)


def _in_french(text: str, place: ZoneInfo) -> Moment | None:
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _from_excel(float(text.replace(",", ".")), place)
    if found := _FRENCH.match(text):
        month = int(found.group(2))
    elif found := _WORDS.match(text):
        month = _month(found.group(2))
    else:
        return None
    year = int(found.group(3))
    try:
        day = date(year + 2000 if year < 100 else year, month, int(found.group(1)))
    except ValueError:
        return None
    start = _day(day, place)
    rest = found.group(4).strip()
    if start is None or not rest:
        return start
    hour = clock(rest)
    return at_hour(start, hour) if hour else None


def _month(word: str) -> int:
    bare = word.casefold().replace("é", "e").replace("û", "u").rstrip(".")
    for number, beginning in enumerate(_MONTHS, start=1):
        if bare.startswith(beginning) or (len(bare) >= 3 and beginning.startswith(bare)):
            return number
    return 0
