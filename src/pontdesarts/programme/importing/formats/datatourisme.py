"""DATAtourisme sheets (JSON-LD): one object, a list, or a @graph. Values often come as lists of one."""

from typing import Any

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.texts import address_of_page, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import values
from pontdesarts.programme.importing.moments import at_hour, clock, moment
from pontdesarts.programme.importing.source_event import (
    DESCRIPTION_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
    Registration,
    SourceEvent,
    SourcePlace,
)
from pontdesarts.programme.importing.task import Span, Task, open_dated

_EVENTS = {"EntertainmentAndEvent", "schema:Event", "Event"}
_WIDE = {"PointOfInterest", "urn:resource", *_EVENTS}


def read(content: bytes, task: Task) -> list[SourceEvent]:
    document = values.document(content)
    written = document.get("@graph", document) if isinstance(document, dict) else document
    events = []
    for rank, sheet in enumerate(values.listed(written), start=1):
        if not isinstance(sheet, dict) or "rdfs:label" not in sheet:
            continue
        if event := _event(sheet, rank, task):
            events.append(event)
    if not events and not task.refusals:
        raise Unreadable("Ce fichier n'a pas la forme d'une fiche DATAtourisme.")
    return events


def _event(sheet: dict[str, Any], rank: int, task: Task) -> SourceEvent | None:
    title = line(_text(sheet.get("rdfs:label")), TITLE_LENGTH)
    external_id = values.identifier(sheet.get("@id"))
    item = values.named(title, external_id, rank)
    kinds = [str(kind) for kind in values.listed(sheet.get("@type"))]
    if not _EVENTS.intersection(kinds):
        task.refuse(item, "Cette fiche DATAtourisme décrit un lieu, pas un événement.")
        return None
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre.")
        return None
    spans = [_span(period, task) for period in values.listed(sheet.get("takesPlaceAt")) if isinstance(period, dict)]
    period = open_dated(spans)
    showings = () if period else task.showings(item, spans)
    if task.too_many(item, len(showings)):
        return None
    if not showings and not period:
        task.refuse(item, "Cet événement n'a aucune date.")
        return None
    description = _one(sheet.get("hasDescription"))
    words = _text(description.get("dc:description")) or _text(description.get("shortDescription"))
    contact = _one(sheet.get("hasContact"))
    pages = (address_of_page(page, URL_LENGTH) for page in values.listed(contact.get("foaf:homepage")))
    updated = moment(_text(sheet.get("lastUpdate")), task.zone)
    place = _place(_one(sheet.get("isLocatedAt")))
    return SourceEvent(
        external_id=external_id or drawn_id(title, place.name if place else ""),
        title=title,
        summary=line(_text(sheet.get("rdfs:comment")), SUMMARY_LENGTH),
        description=plain(words, DESCRIPTION_LENGTH),
        discipline_hint=tuple(dict.fromkeys(kind.removeprefix("schema:") for kind in kinds if kind not in _WIDE)),
        url=next((page for page in pages if page), ""),
        place=place,
        showings=showings,
        permanent=period is not None,
        valid_from=period[0] if period else None,
        valid_to=period[1] if period else None,
        registration=Registration(
            mail=line(_text(contact.get("schema:email")), 254), phone=line(_text(contact.get("schema:telephone")), 40)
        ),
        updated_at=updated.at if updated else None,
    )


def _span(period: dict[str, Any], task: Task) -> Span:
    written = str(_text(period.get("startDate")))
    begin, end = moment(written, task.zone), moment(_text(period.get("endDate")), task.zone)
    opens, closes = clock(_text(period.get("startTime"))), clock(_text(period.get("endTime")))
    if begin and end and end.at.date() == begin.at.date() and end.all_day and not closes:
        end = None
    if begin and opens:
        begin = at_hour(begin, opens)
        end = at_hour(end or begin, closes) if closes and begin else None
    return Span(begin, end, written=written)


def _place(where: dict[str, Any]) -> SourcePlace | None:
    address, geo = _one(where.get("schema:address")), _one(where.get("schema:geo"))
    streets = [street for street in values.listed(address.get("schema:streetAddress")) if isinstance(street, str)]
    return values.place(
        external_id=where.get("@id"),
        name=streets[0] if len(streets) > 1 else "",
        address=", ".join(streets),
        postal_code=_text(address.get("schema:postalCode")),
        city=_text(address.get("schema:addressLocality")),
        insee=_text(_one(address.get("hasAddressCity")).get("insee")),
        latitude=_text(geo.get("schema:latitude")),
        longitude=_text(geo.get("schema:longitude")),
    )


def _one(value: object) -> dict[str, Any]:
    return next((each for each in values.listed(value) if isinstance(each, dict)), {})


def _text(value: object) -> Any:
    """The French, the first of a list, the value of a typed literal."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value", values.localised(value))
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
