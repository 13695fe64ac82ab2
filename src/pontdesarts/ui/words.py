"""French as people say it: numbers of things, days and hours. Pure: an instant is told on the wall clock of Paris."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def counted(number: int, singular: str, plural: str) -> str:
    """« 0 relais », « 1 place », « 2 places »: French says the plural from two on.

    >>> counted(0, "place", "places"), counted(1, "place", "places"), counted(2, "place", "places")
    ('0 place', '1 place', '2 places')
    """
    return f"{number} {plural if abs(number) >= 2 else singular}"


def places(number: int) -> str:
    """« 0 place », « 1 place », « 2 places »."""
    return counted(number, "place", "places")


def _local(moment: datetime | date) -> datetime | date:
    return moment.astimezone(PARIS) if isinstance(moment, datetime) else moment


def french_date(moment: datetime | date, *, year: bool = False) -> str:
    """« jeudi 3 décembre », « vendredi 1er janvier 2027 » with ``year``."""
    day = _local(moment)
    number = "1er" if day.day == 1 else str(day.day)
    told = f"{_DAYS[day.weekday()]} {number} {_MONTHS[day.month - 1]}"
    return f"{told} {day.year}" if year else told


def french_hour(moment: datetime) -> str:
    """« 20 h », « 20 h 30 », « 9 h 05 »."""
    hour = moment.astimezone(PARIS)
    return f"{hour.hour} h {hour.minute:02d}" if hour.minute else f"{hour.hour} h"


def french_moment(moment: datetime, *, year: bool = False) -> str:
    """« jeudi 3 décembre à 20 h 30 »."""
    return f"{french_date(moment, year=year)} à {french_hour(moment)}"


def short_date(moment: datetime | date) -> str:
    """« 03/12/2026 », for tables."""
    return f"{_local(moment):%d/%m/%Y}"
