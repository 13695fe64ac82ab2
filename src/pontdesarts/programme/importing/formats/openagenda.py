"""OpenAgenda v2, as its API and its exports give it: {events}, {event}, {agenda, event}, or a bare list."""

from typing import Any
from zoneinfo import ZoneInfo

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.texts import address_of_page, kept_json, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import access, values
from pontdesarts.programme.importing.moments import moment, zone
from pontdesarts.programme.importing.source_event import (
    CONDITIONS_LENGTH,
    DESCRIPTION_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
    Registration,
    SourceEvent,
    SourcePlace,
)
from pontdesarts.programme.importing.task import Span, Task

STATUSES = {1: "scheduled", 2: "rescheduled", 3: "moved_online", 4: "postponed", 5: "full", 6: "cancelled"}
_STATES = {1: "est prêt mais pas encore publié", 0: "attend d'être modéré", -1: "a été refusé par l'agenda"}
_TAKEN = {
    "uid", "title", "description", "longDescription", "keywords", "image", "timings", "firstTiming", "lastTiming",
    "nextTiming", "dateRange", "age", "location", "registration", "conditions", "updatedAt", "createdAt",
    "onlineAccessLink",
    "country", "timezone", "links", "state", "draft", "private", "featured", "motive",
}  # fmt: skip
_PERSONAL = {"member", "contributor", "contributors", "owner", "ownerId", "creatorUid", "organizatorContact", "canEdit"}


def read(content: bytes, task: Task) -> list[SourceEvent]:
    events = []
    for rank, (written, agenda) in enumerate(_written_events(values.document(content)), start=1):
        if not isinstance(written, dict):
            task.refuse(f"événement {rank}", "Ce n'est pas un événement d'OpenAgenda.")
        elif event := _event(written, agenda, rank, task):
            events.append(event)
    return events


def _written_events(document: Any) -> list[tuple[Any, dict[str, Any]]]:
    if isinstance(document, list):
        return [(_inner(each), {}) for each in document]
    if isinstance(document, dict):
        agenda = values.mapping(document.get("agenda"))
        if isinstance(document.get("events"), list):
            return [(event, agenda) for event in document["events"]]
        if "event" in document:
            return [(document["event"], agenda)]
        if "title" in document or "timings" in document:
            return [(document, agenda)]
    raise Unreadable("Ce fichier n'a pas la forme d'un export OpenAgenda : une liste « events » était attendue.")


def _inner(each: Any) -> Any:
    return each["event"] if isinstance(each, dict) and isinstance(each.get("event"), dict) else each


def _event(written: dict[str, Any], agenda: dict[str, Any], rank: int, task: Task) -> SourceEvent | None:
    title = line(values.localised(written.get("title")), TITLE_LENGTH)
    external_id = values.identifier(written.get("uid")) or values.identifier(written.get("slug"))
    item = values.named(title, external_id, rank)
    if reason := _why_not(written, title):
        task.refuse(item, reason)
        return None
    zone_there = zone(written.get("timezone"), task.default_timezone)
    showings = task.showings(item, _spans(written.get("timings"), zone_there))
    if task.too_many(item, len(showings)):
        return None
    if not showings:
        task.refuse(item, "Cet événement n'a aucune date.")
        return None
    place = place_of(written.get("location"))
    age = values.mapping(written.get("age"))
    age_min, age_max = values.ages(age.get("min"), age.get("max"))
    status = STATUSES.get(values.whole(written.get("status")) or 1, "scheduled")
    agenda = values.mapping(written.get("originAgenda")) or agenda
    return SourceEvent(
        external_id=external_id or drawn_id(title, place.name if place else ""),
        title=title,
        summary=line(values.localised(written.get("description")), SUMMARY_LENGTH),
        description=plain(values.localised(written.get("longDescription")), DESCRIPTION_LENGTH, markdown=True),
        discipline_hint=values.words(values.localised(written.get("keywords"))),
        url=_page(written, agenda),
        image_url=_image(written.get("image")),
        age_min=age_min,
        age_max=age_max,
        access=accesses(written.get("accessibility")),
        language="",
        place=place,
        online=values.whole(written.get("attendanceMode")) == 2,
        cancelled=status == "cancelled",
        status=status,
        showings=showings,
        registration=registration(written.get("registration"), written.get("onlineAccessLink")),
        conditions=line(values.localised(written.get("conditions")), CONDITIONS_LENGTH),
        raw=kept_json({key: value for key, value in written.items() if key not in _TAKEN | _PERSONAL}),
        updated_at=at.at if (at := moment(written.get("updatedAt"), task.zone)) else None,
    )


def _why_not(written: dict[str, Any], title: str) -> str:
    """The reason to refuse it, or "". Only what its agenda has published is taken; old extracts say no state."""
    state = values.whole(written.get("state"))
    if access.is_true(written.get("draft")):
        return "C'est un brouillon dans OpenAgenda : il n'est pas publié."
    if access.is_true(written.get("private")):
        return "Cet événement est privé dans OpenAgenda."
    if state is not None and state != 2:
        return f"Cet événement n'est pas publié dans OpenAgenda : il {_STATES.get(state, 'est dans un état inconnu')}."
    if not title:
        return "Cet événement n'a pas de titre."
    return ""


def _spans(timings: object, zone_there: ZoneInfo) -> list[Span]:
    spans = []
    for timing in values.listed(timings):
        timing = values.mapping(timing)
        begin = timing.get("begin")
        spans.append(
            Span(
                moment(begin, zone_there),
                moment(timing.get("end"), zone_there),
                written="" if begin is None else str(begin),
            )
        )
    return spans


spans_of_timings = _spans


def place_of(written: object) -> SourcePlace | None:
    location = values.mapping(written)
    return values.place(
        external_id=location.get("uid"),
        name=values.localised(location.get("name")),
        address=location.get("address"),
        postal_code=location.get("postalCode"),
        city=location.get("city"),
        insee=location.get("insee"),
        latitude=location.get("latitude"),
        longitude=location.get("longitude"),
    )


def accesses(written: object) -> frozenset[str]:
    """Flags, a list of codes, or codes with semicolons."""
    written = values.unfolded(written)
    if isinstance(written, dict):
        return access.from_flags(written, access.OPENAGENDA)
    return access.from_words(values.words(written))


def registration(written: object, fallback: object = None) -> Registration:
    """The first link, mail and telephone. Old agendas give bare strings; a value may be null."""
    found: dict[str, str] = {}
    for way in values.listed(written):
        value = way.get("value") if isinstance(way, dict) else way
        if not isinstance(value, str) or not (text := line(value, URL_LENGTH)):
            continue
        if page := address_of_page(text, URL_LENGTH):
            found.setdefault("url", page)
        elif "@" in text and " " not in text:
            found.setdefault("mail", text.removeprefix("mailto:")[:254])
        elif sum(sign.isdigit() for sign in text) >= 8:
            found.setdefault("phone", text[:40])
    if page := address_of_page(fallback, URL_LENGTH):
        found.setdefault("url", page)
    return Registration(**found)


def _page(written: dict[str, Any], agenda: dict[str, Any]) -> str:
    for candidate in (written.get("canonicalUrl"), written.get("url")):
        if page := address_of_page(candidate, URL_LENGTH):
            return page
    slug, of_agenda = written.get("slug"), agenda.get("slug")
    if isinstance(slug, str) and isinstance(of_agenda, str) and slug and of_agenda:
        return address_of_page(f"https://openagenda.com/{of_agenda}/events/{slug}", URL_LENGTH)
    first = next(iter(values.listed(written.get("links"))), None)
    return address_of_page(values.mapping(first).get("link"), URL_LENGTH)


def _image(written: object) -> str:
    image = written if isinstance(written, dict) else {"filename": written}
    base, name = image.get("base"), image.get("filename")
    return address_of_page(f"{base or ''}{name}", URL_LENGTH) if isinstance(name, str) else ""
