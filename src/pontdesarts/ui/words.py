"""Numbers, days and hours as people say them: for pages, mails and papers alike.

Nothing here reads the clock: who needs « is it this year's? » passes ``today``.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
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
NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
SHORT_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

# a day without its year is understood as one of this season: a month ago at most, eleven months ahead at most
_PAST_WITHOUT_YEAR = timedelta(days=31)
_COMING_WITHOUT_YEAR = timedelta(days=334)

# a mark that ends its word, as sentences have it: not « != », « :at="…" » nor « %} » of a template
_BEFORE_A_MARK = re.compile(r"(?<=[^\s])[ ]([:»%€·]|[;!?])(?=$|[\s<{\"'.,)…»])")


def counted(number: int, singular: str, plural: str = "") -> str:
    """« 0 relais », « 1 place », « 2 places »: in French, the plural begins at two."""
    word = singular if abs(number) < 2 else plural or f"{singular}s"
    return f"{grouped(number)} {word}"


def counted_up_to(most: int, number: int, singular: str, plural: str = "") -> str:
    """« 7 sorties », « plus de 100 sorties »: nobody counts further than ``most``."""
    return counted(number, singular, plural) if number <= most else f"plus de {counted(most, singular, plural)}"


def grouped(number: int) -> str:
    """« 12 480 »: thousands apart, by a space that does not break."""
    return f"{number:,}".replace(",", NARROW_NO_BREAK)


def places(number: int) -> str:
    """« 0 place », « 1 place », « 2 places »."""
    return counted(number, "place")


def of_places(number: int) -> str:
    """« d'une place », « de 2 places »."""
    return "d'une place" if number == 1 else f"de {places(number)}"


def ordinal(number: int) -> str:
    """« 1er », « 3e »."""
    return "1er" if number == 1 else f"{number}e"


def together(text: str) -> str:
    """The marks of French kept on the line of their word: « : », « ; », « ! », « ? », « % », and both guillemets."""
    return _BEFORE_A_MARK.sub(_kept, text).replace("« ", f"«{NO_BREAK}")


def _kept(found: re.Match[str]) -> str:
    mark = found[1]
    return f"{NARROW_NO_BREAK if mark in ';!?' else NO_BREAK}{mark}"


def listed(words: Iterable[str], last: str = "et") -> str:
    """« théâtre, musique et danse »."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def of(name: str) -> str:
    """« d'Odile », « d'Yvonne », « de Yann », « de Paul »; an H is kept: nobody can tell Hélène from Hugo by rule."""
    plain = unicodedata.normalize("NFD", name[:2]).lower()
    first, second = plain[:1], plain[1:2]
    elided = second not in set("aeiou") if first == "y" else first in set("aeiouœæ")
    return f"d'{name}" if first and elided else f"de {name}"


def french_date(day: date, *, today: date | None = None) -> str:
    """« jeudi 3 décembre », and « jeudi 3 décembre 2025 » when ``today`` shows that another year is meant."""
    day = _local_day(day)
    return f"{WEEKDAYS[day.weekday()]} {_day_of_month(day)} {MONTHS[day.month - 1]}{_year(day, today)}"


def full_date(day: date) -> str:
    """« 3 décembre 2026 »: for papers, which outlive their year."""
    day = _local_day(day)
    return f"{_day_of_month(day)} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date, *, today: date | None = None) -> str:
    """« jeu. 3 déc. »"""
    day = _local_day(day)
    return f"{WEEKDAYS[day.weekday()][:3]}. {_day_of_month(day)} {SHORT_MONTHS[day.month - 1]}{_year(day, today)}"


def french_hour(moment: datetime | time) -> str:
    """« 20 h 30 », « 20 h », in one piece at the end of a line."""
    if isinstance(moment, datetime):
        moment = _local(moment).time()
    minutes = f"{NO_BREAK}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


def french_moment(moment: datetime, *, today: date | None = None) -> str:
    """« jeudi 3 décembre à 20 h 30 », in the time of the project."""
    return f"{french_date(moment, today=today)} à {french_hour(moment)}"


def french_span(first: date, last: date, *, today: date | None = None) -> str:
    """« du 3 au 12 décembre », « du 28 novembre au 3 janvier », « jeudi 3 décembre » when it is one day."""
    first, last = _local_day(first), _local_day(last)
    if first == last:
        return french_date(first, today=today)
    begins = _day_of_month(first)
    if (first.month, first.year) != (last.month, last.year):
        begins += f" {MONTHS[first.month - 1]}"
    if first.year != last.year and _year(last, today):
        begins += f" {first.year}"
    return f"du {begins} au {_day_of_month(last)} {MONTHS[last.month - 1]}{_year(last, today)}"


def date_parts(day: date) -> dict[str, str]:
    """What the big date shows: « jeudi », « 3 », « décembre », « 20 h 30 » (empty for a day without an hour)."""
    local = _local_day(day)
    return {
        "iso": (_local(day) if isinstance(day, datetime) else day).isoformat(),
        "weekday": WEEKDAYS[local.weekday()],
        "day": str(local.day),
        "ordinal": "er" if local.day == 1 else "",
        "month": MONTHS[local.month - 1],
        "hour": french_hour(day) if isinstance(day, datetime) else "",
    }


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _local_day(day: date) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


def _day_of_month(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _year(day: date, today: date | None) -> str:
    if today is None or today - _PAST_WITHOUT_YEAR <= day <= today + _COMING_WITHOUT_YEAR:
        return ""
    return f" {day.year}"
