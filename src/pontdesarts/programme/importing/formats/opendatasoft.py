"""Opendatasoft portals: API v1 (`records`), Explore v2.1 (`results`) and its exports (a bare list).

Three datasets are known by their fields: the public events of OpenAgenda, « Que faire à Paris » (2020 and 2026), and
« Événements à Paris » (2015).
"""

from typing import Any

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.texts import address_of_page, kept_json, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import values
from pontdesarts.programme.importing.formats import opendatasoft_paris
from pontdesarts.programme.importing.formats.openagenda import STATUSES, accesses, registration, spans_of_timings
from pontdesarts.programme.importing.moments import moment
from pontdesarts.programme.importing.source_event import (
    CONDITIONS_LENGTH,
    DESCRIPTION_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
    SourceEvent,
)
from pontdesarts.programme.importing.task import Span, Task

_RAW = ("status", "originagenda_title", "originagenda_uid", "category", "slug", "location_district",
        "location_access_fr",
        "imagecredits", "attendancemode", "links")  # fmt: skip


def read(content: bytes, task: Task) -> list[SourceEvent]:
    events = []
    for rank, written in enumerate(records(values.document(content)), start=1):
        event: SourceEvent | None = None
        if not isinstance(written, dict):
            task.refuse(f"ligne {rank}", "Ce n'est pas un événement.")
        elif "timetable" in written or "space_time_info" in written:
            event = opendatasoft_paris.event_of_2015(written, rank, task)
        elif "title_fr" in written or "firstdate_begin" in written or "timings" in written:
            event = _event(written, rank, task)
        elif "title" in written and ("date_start" in written or "occurrences" in written):
            event = opendatasoft_paris.event(written, rank, task)
        else:
            task.refuse(
                f"ligne {rank}", "Ce jeu de données n'est pas un programme connu : ni titre, ni dates reconnus."
            )
        if event:
            events.append(event)
    return events


def records(document: Any) -> list[Any]:
    if isinstance(document, dict):
        for key in ("results", "records"):
            if isinstance(document.get(key), list):
                return [_fields(each) for each in document[key]]
    elif isinstance(document, list):
        return [_fields(each) for each in document]
    raise Unreadable("Ce fichier n'a pas la forme d'un export Opendatasoft : « records » ou « results » était attendu.")


def _fields(record: Any) -> Any:
    """v1 and v2.0 wrap the fields."""
    if isinstance(record, dict):
        record = record["record"] if isinstance(record.get("record"), dict) else record
        return record["fields"] if isinstance(record.get("fields"), dict) else record
    return record


def coordinates(written: object) -> tuple[object, object]:
    """[lat, lon] in v1, {lon, lat} in v2.1, « lat,lon » in sheets."""
    written = values.unfolded(written)
    if isinstance(written, dict):
        return written.get("lat"), written.get("lon")
    parts = written.split(",") if isinstance(written, str) else written
    return (parts[0], parts[1]) if isinstance(parts, list) and len(parts) == 2 else (None, None)


def _event(written: dict[str, Any], rank: int, task: Task) -> SourceEvent | None:
    title = line(written.get("title_fr") or values.localised(written.get("title")), TITLE_LENGTH)
    external_id = values.identifier(written.get("uid"))
    item = values.named(title, external_id, rank)
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre.")
        return None
    showings = task.showings(item, _spans(written, task, item))
    if task.too_many(item, len(showings)):
        return None
    if not showings:
        task.refuse(item, "Cet événement n'a aucune date.")
        return None
    latitude, longitude = coordinates(written.get("location_coordinates"))
    place = values.place(
        external_id=written.get("location_uid"),
        name=written.get("location_name"),
        address=written.get("location_address"),
        postal_code=written.get("location_postalcode"),
        city=written.get("location_city"),
        insee=written.get("location_insee"),
        latitude=latitude,
        longitude=longitude,
    )
    age_min, age_max = values.ages(written.get("age_min"), written.get("age_max"))
    status = STATUSES.get(_code(written.get("status")) or 1, "scheduled")
    image = written.get("originalimage") or written.get("image")
    updated = moment(written.get("updatedat"), task.zone)
    return SourceEvent(
        external_id=external_id or drawn_id(title, place.name if place else ""),
        title=title,
        summary=line(written.get("description_fr"), SUMMARY_LENGTH),
        description=plain(written.get("longdescription_fr"), DESCRIPTION_LENGTH),
        discipline_hint=values.words(written.get("keywords_fr")) + values.words(written.get("category")),
        url=address_of_page(written.get("canonicalurl"), URL_LENGTH),
        image_url=address_of_page(image, URL_LENGTH),
        age_min=age_min,
        age_max=age_max,
        access=accesses(written.get("accessibility")),
        place=place,
        online=_code(written.get("attendancemode")) == 2,
        cancelled=status == "cancelled",
        status=status,
        showings=showings,
        registration=registration(written.get("registration"), written.get("onlineaccesslink")),
        conditions=line(written.get("conditions_fr"), CONDITIONS_LENGTH),
        raw=kept_json({key: values.unfolded(written[key]) for key in _RAW if written.get(key) is not None}),
        updated_at=updated.at if updated else None,
    )


def _code(written: object) -> int | None:
    """`{"id": 6, "label": …}`, often held in a string; or the bare number."""
    inner = values.unfolded(written)
    return values.whole(inner.get("id") if isinstance(inner, dict) else inner)


def _spans(written: dict[str, Any], task: Task, item: str) -> list[Span]:
    spans = spans_of_timings(written.get("timings"), task.zone)
    if spans or not written.get("firstdate_begin"):
        return spans
    task.warn(item, "Le détail des dates manque : seules la première et la dernière sont reprises.")
    pairs = ((written.get(f"{which}date_begin"), written.get(f"{which}date_end")) for which in ("first", "last"))
    return [Span(moment(begin, task.zone), moment(end, task.zone), written=str(begin)) for begin, end in pairs if begin]
