"""Calendars as they come: several in one file, bare events, stray lines, no end."""

import re
from typing import Any

from icalendar import Calendar, Component

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.programme.importing.task import Task

_BLOCK = re.compile(
    r"^BEGIN:(VEVENT|VTIMEZONE)[ \t]*\n(?:(?!^BEGIN:VEVENT).*\n)*?^END:\1[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_RULE = re.compile(r"^RRULE:.*(?:\n[ \t].*)*", re.MULTILINE)  # « BYDAY=MO, TU » is not of the standard, and is seen
_PROPERTY = re.compile(r"^[A-Za-z0-9-]+[;:]|^[A-Za-z0-9-]+$")


def calendars(text: str, task: Task) -> list[Component]:
    """Calendars that hold events. Raises `Unreadable` when there is none."""
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", text).replace("\x00", "")
    if not re.search(r"^BEGIN:VEVENT", text, re.MULTILINE | re.IGNORECASE):
        raise Unreadable("Ce calendrier ne contient aucun événement (VEVENT).")
    text = _RULE.sub(lambda rule: re.sub(r"\s+", "", rule.group(0)), text)
    found = _parsed(text)
    if found is None or sum(len(calendar.walk("VEVENT")) for calendar in found) == 0:
        found = _block_by_block(text, task)
    whole = [part for part in found if part.name == "VCALENDAR"]
    bare = [part for part in found if part.name == "VEVENT"]
    if bare:
        around = Calendar()
        for event in bare:
            around.add_component(event)
        whole.append(around)
    return whole


def _parsed(text: str) -> list[Component] | None:
    try:
        found: Any = Component.from_ical(text, multiple=True)
    except Exception:  # icalendar raises many kinds on what it cannot read; the repair tells the person
        return None
    return list(found)


def _block_by_block(text: str, task: Task) -> list[Component]:
    """Each event by itself, within one calendar; lines that are of nothing are dropped and said."""
    clean = _without_strays(text, task)
    zones: list[re.Match[str]] = []
    events: list[re.Match[str]] = []
    for block in _BLOCK.finditer(clean):
        (events if block.group(1).upper() == "VEVENT" else zones).append(block)
    prefix = "BEGIN:VCALENDAR\n" + "".join(zone.group(0) + "\n" for zone in zones)
    found: list[Component] = []
    for block in events:
        alone = _parsed(prefix + block.group(0) + "\nEND:VCALENDAR\n")
        if not alone:
            title = re.search(r"^SUMMARY[^:\n]*:(.*)$", block.group(0), re.MULTILINE)
            line = clean.count("\n", 0, block.start()) + 1
            task.refuse(title.group(1)[:200] if title else "événement", "Cet événement ne peut pas être lu.", line)
        elif found:
            for event in alone[0].walk("VEVENT"):
                found[0].add_component(event)
        else:
            found.extend(alone)
    if not found and not events:
        raise Unreadable("Ce calendrier est coupé : aucun de ses événements n'est complet.")
    return found


def _without_strays(text: str, task: Task) -> str:
    """Blank instead of removed, so that line numbers stay true."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if (
            line
            and not line.startswith((" ", "\t"))
            and (not _PROPERTY.match(line) or (":" not in line and len(line) < 3))
        ):
            task.warn("calendrier", f"La ligne {number} n'a pas de sens dans un calendrier : elle est ignorée.", number)
            lines[number - 1] = ""
    return "\n".join(lines)
