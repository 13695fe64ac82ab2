"""The shipped files are dated around a Monday; a season begins around today. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Paris")
ANCHOR = date(2026, 1, 5)
"""The Monday which the shipped files call « this week »."""

_DATE_COLUMNS = ("date", "date de fin")


def shift_from_anchor(today: date) -> timedelta:
    """Whole weeks, so that a Saturday stays a Saturday."""
    return today - timedelta(days=today.weekday()) - ANCHOR


def shifted_moment(written: str, shift: timedelta) -> str:
    """The same hour on the clock of the wall, whatever the summer time does in between."""
    local = datetime.fromisoformat(written).astimezone(HERE).replace(tzinfo=None) + shift
    return local.replace(tzinfo=HERE).isoformat()


def shifted_agenda(text: str, shift: timedelta) -> str:
    """An OpenAgenda export, its dates moved."""
    agenda = json.loads(text)
    for event in agenda["events"]:
        for timing in event["timings"]:
            timing.update({end: shifted_moment(timing[end], shift) for end in ("begin", "end")})
    return json.dumps(agenda, ensure_ascii=False, indent=1)


def shifted_table(text: str, shift: timedelta) -> str:
    """A CSV with days as JJ/MM/AAAA, moved."""
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    for row in rows:
        row.update({column: _shifted_day(row[column], shift) for column in _DATE_COLUMNS if row[column]})
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _shifted_day(written: str, shift: timedelta) -> str:
    return (datetime.strptime(written, "%d/%m/%Y").replace(tzinfo=HERE) + shift).strftime("%d/%m/%Y")


@dataclass(frozen=True)
class Flaw:
    """Where a plain-language text departs from the rules that we can check, and why."""

    line: str
    reason: str


MOST_WORDS = 12
_FORBIDDEN = re.compile(r"[;()…]|\b(?:etc|cf)\b|\d+\s*%")


def falc_flaws(text: str) -> Iterable[Flaw]:
    """European FALC rules that a program can read: one short sentence a line, no brackets, no abbreviation."""
    for line in text.splitlines():
        if len(line.split()) > MOST_WORDS:
            yield Flaw(line, f"plus de {MOST_WORDS} mots")
        if not line.endswith((".", "?", "!")) or len(re.findall(r"[.?!](?:\s|$)", line)) != 1:
            yield Flaw(line, "une phrase par ligne")
        if _FORBIDDEN.search(line):
            yield Flaw(line, "signe ou abréviation difficile")
