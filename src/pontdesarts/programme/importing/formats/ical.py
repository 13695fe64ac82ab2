"""iCalendar (RFC 5545, 7986): series expanded within the season, and the calendars that do not obey the standard."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from pontdesarts.incoming.texts import address_of_page, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import values
from pontdesarts.programme.importing.formats import ical_repair
from pontdesarts.programme.importing.moments import FIRST_YEAR, LAST_YEAR, Moment, zone
from pontdesarts.programme.importing.source_event import (
    DESCRIPTION_LENGTH,
    MOST_SHOWINGS,
    TITLE_LENGTH,
    URL_LENGTH,
    SourceEvent,
    SourceShowing,
)
from pontdesarts.programme.importing.task import Span, Task, open_dated

_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


def read(content: bytes, task: Task) -> list[SourceEvent]:
    events: list[SourceEvent] = []
    taken: set[str] = set()
    for calendar in ical_repair.calendars(values.decoded(content), task):
        there = zone(text_of(calendar, "X-WR-TIMEZONE"), task.default_timezone)
        for uid, series in _by_uid(calendar).items():
            if uid in taken:
                task.warn(
                    _name(series[0], len(taken)), "Cet événement est deux fois dans le fichier : le premier est gardé."
                )
                continue
            if event := _event(uid, series, calendar, there, task):
                taken.add(uid)
                events.append(event)
    return events


def text_of(component: Component, name: str) -> str:
    """The property as a string, whatever its type; the first if it comes several times; "" if absent or broken."""
    value: Any = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if value is not None and isinstance(value, str) else ""


def _by_uid(calendar: Component) -> dict[str, list[Component]]:
    """Events that belong together, the one that carries the rule before its exceptions."""
    together: dict[str, list[Component]] = {}
    for event in calendar.walk("VEVENT"):
        uid = line(text_of(event, "UID"), 200) or drawn_id(
            text_of(event, "SUMMARY"),
            text_of(event, "LOCATION"),
            "" if text_of(event, "SUMMARY") else str(_dt(event, "DTSTART")),
        )
        event["UID"] = uid
        together.setdefault(uid, []).append(event)
    for series in together.values():
        series.sort(key=lambda event: event.get("RECURRENCE-ID") is not None)
    return together


def _event(uid: str, series: list[Component], calendar: Component, there: ZoneInfo, task: Task) -> SourceEvent | None:
    first = series[0]
    title = line(text_of(first, "SUMMARY"), TITLE_LENGTH)
    item = _name(first, 0)
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre (SUMMARY).")
        return None
    if all(_dt(event, "DTSTART") is None for event in series):
        task.refuse(item, "Cet événement n'a pas de date de début qui puisse être lue (DTSTART).")
        return None
    showings, period = _dates(series, calendar, there, item, task)
    if not showings and period is None:
        return None
    description = text_of(first, "DESCRIPTION") or text_of(first, "X-ALT-DESC")
    status = "cancelled" if text_of(first, "STATUS").upper() == "CANCELLED" else "scheduled"
    latitude, longitude = _geo(first)
    updated = _moment(_dt(first, "LAST-MODIFIED") or _dt(first, "DTSTAMP"), there)
    place = values.place_in_words(text_of(first, "LOCATION"), latitude, longitude)
    return SourceEvent(
        external_id=uid,
        title=title,
        summary="",
        description=plain(description, DESCRIPTION_LENGTH),
        discipline_hint=_categories(first),
        url=address_of_page(text_of(first, "URL"), URL_LENGTH),
        image_url=_image(first),
        place=place,
        online=place is None and "http" in text_of(first, "LOCATION"),
        cancelled=status == "cancelled",
        status=status,
        showings=showings,
        permanent=period is not None,
        valid_from=period[0] if period else None,
        valid_to=period[1] if period else None,
        raw={"sequence": text_of(first, "SEQUENCE") or str(first.get("SEQUENCE", ""))[:20]},
        updated_at=updated.at if updated else None,
    )


def _dates(
    series: list[Component], calendar: Component, there: ZoneInfo, item: str, task: Task
) -> tuple[tuple[SourceShowing, ...], tuple[date, date] | None]:
    if any(event.get("RRULE") or event.get("RDATE") for event in series):
        occurrences = _expanded(series, calendar, item, task)
        if occurrences is None:
            return (), None
    else:
        occurrences = series
    spans = [_span(event, there) for event in occurrences]
    period = open_dated(spans) if occurrences is series else None
    if period:
        return (), period
    showings = task.showings(item, spans)
    if task.too_many(item, len(showings)):
        return (), None
    if not showings:
        first_day, last_day = task.season
        task.refuse(
            item, f"Aucune de ses dates ne tombe dans la saison, du {first_day:%d/%m/%Y} au {last_day:%d/%m/%Y}."
        )
    return showings, None


def _expanded(series: list[Component], calendar: Component, item: str, task: Task) -> list[Component] | None:
    """The occurrences within the season, or None with a refusal."""
    for event in series:
        for rule in values.listed(event.get("RRULE")):
            if reason := _why_endless(rule):
                task.refuse(item, reason)
                return None
    alone = Calendar()
    for part in (*calendar.walk("VTIMEZONE"), *series):
        alone.add_component(part)
    first_day, last_day = task.season
    try:
        found: list[Component] = recurring_ical_events.of(alone, skip_bad_series=True).between(
            first_day, last_day + timedelta(days=1)
        )
    except Exception:  # the expansion of other people's rules fails in too many ways to name them
        task.refuse(item, "La répétition de cet événement ne peut pas être calculée.")
        return None
    if len(found) > MOST_SHOWINGS:
        task.too_many(item, len(found))
        return None
    return found


def _why_endless(rule: Any) -> str:
    """Why the rule is not to be expanded, or ""."""
    if not isinstance(rule, dict):
        return "La règle de répétition ne peut pas être lue."
    frequency = str((values.listed(rule.get("FREQ")) or [""])[0]).upper()
    hours = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        hours *= max(1, len(values.listed(rule.get(part))))
    if frequency in _TOO_OFTEN or hours > 24:
        return f"Cet événement se répète plusieurs fois par heure : plus de {MOST_SHOWINGS} dates."
    if any(not isinstance(step, int) or step < 1 for step in values.listed(rule.get("INTERVAL"))):
        return "La règle de répétition ne peut pas être lue."
    return ""


def _span(event: Component, there: ZoneInfo) -> Span:
    start, end = _dt(event, "DTSTART"), _dt(event, "DTEND")
    begin = _moment(start, there)
    duration = _part(event.get("DURATION"), "dt")
    if (
        end is None
        and isinstance(duration, timedelta)
        and start is not None
        and timedelta(0) < duration < timedelta(days=3660)
    ):
        end = start + duration
    last = _moment(end, there)
    if begin and last and begin.all_day and last.all_day:  # DTEND is the day after the last; some write the day itself
        last = Moment(max(begin.at, last.at - timedelta(days=1)), all_day=True)
    elif begin and last and begin.at == last.at:  # no duration said
        last = None
    cancelled = text_of(event, "STATUS").upper() == "CANCELLED"
    written = str(event.get("DTSTART") or "")
    return Span(begin, last, cancelled=cancelled, written=written)


def _dt(event: Component, name: str) -> date | None:
    """The date or datetime of a property; None when absent, broken, or of another type."""
    value: Any = event.get(name)
    value = value[0] if isinstance(value, list) and value else value
    found = _part(value, "dt")
    if isinstance(found, date) and FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    return None


def _part(value: object, name: str) -> object:
    """An attribute of a property; None when broken too, for icalendar keeps what is broken and raises on reading."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _moment(value: date | None, there: ZoneInfo) -> Moment | None:
    if value is None:
        return None
    if not isinstance(value, datetime):
        return Moment(datetime.combine(value, time(0), there), all_day=True)
    aware = value if value.tzinfo else value.replace(tzinfo=there)
    return Moment(aware.astimezone(UTC).astimezone(there))


def _categories(event: Component) -> tuple[str, ...]:
    found: list[str] = []
    for value in values.listed(event.get("CATEGORIES")):
        found.extend(str(each) for each in values.listed(_part(value, "cats") or value))
    return values.words(found)


def _geo(event: Component) -> tuple[object, object]:
    geo = event.get("GEO")
    return _part(geo, "latitude"), _part(geo, "longitude")


def _image(event: Component) -> str:
    pictures: Iterable[object] = (*values.listed(event.get("IMAGE")), *values.listed(event.get("ATTACH")))
    for picture in pictures:
        page = address_of_page(str(picture)[:URL_LENGTH], URL_LENGTH)
        if page and re.search(r"\.(?:jpe?g|png|webp|gif)(?:\?|$)", page, re.IGNORECASE):
            return page
    return ""


def _name(event: Component, rank: int) -> str:
    return values.named(line(text_of(event, "SUMMARY"), TITLE_LENGTH), line(text_of(event, "UID"), 200), rank)
