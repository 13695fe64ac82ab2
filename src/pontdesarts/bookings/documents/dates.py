"""Days and hours as each language says them, on the clock of the site. Call under `translation.override`."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

NBSP = " "
_DAYS = {  # Django's format letters: E is the month as it stands in a date, where a language declines it
    "fr": "l j F Y",
    "en": "l j F Y",
    "ar": "l، j F Y",
    "uk": "l, j E Y",
    "es": r"l j \d\e F \d\e Y",
    "ro": "l, j F Y",
}
_MONTHS = {"uk": "E"}


def day(moment: datetime | date) -> str:
    """« jeudi 3 décembre 2026 »."""
    on = _local_day(moment)
    said = _said(date_format(on, _DAYS[_language()]))
    return said.replace(" 1 ", " 1er ", 1) if _language() == "fr" and on.day == 1 else said


def hour(moment: datetime | time) -> str:
    """« 20 h 30 », « 20 h »; « 20:30 » in other languages."""
    at = timezone.localtime(moment).time() if isinstance(moment, datetime) else moment
    if _language() != "fr":
        return f"{at:%H:%M}"
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at:%M}" if at.minute else "")


def parts(moment: datetime) -> dict[str, str]:
    """The day in pieces, for the block that shows it large."""
    on = _local_day(moment)
    return {
        "weekday": _said(date_format(on, "l")),
        "number": str(on.day),
        "month": _said(date_format(on, _MONTHS.get(_language(), "F"))),
        "year": str(on.year),
    }


def _said(word: str) -> str:
    return word.lower() if _lowers() else word


def _lowers() -> bool:
    """English alone writes days and months with a capital; some of Django's catalogues do elsewhere too."""
    return _language() != "en"


def _local_day(moment: datetime | date) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
