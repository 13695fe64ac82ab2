"""schema.org Event in a page (JSON-LD scripts and microdata), or a JSON-LD file by itself."""

import re
from typing import Any

from pontdesarts.incoming.texts import address_of_page, kept_json, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import values
from pontdesarts.programme.importing.formats import schemaorg_nodes as nodes
from pontdesarts.programme.importing.moments import Moment, moment
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
from pontdesarts.programme.importing.task import Span, Task, open_dated

Node = dict[str, Any]
_STATUSES = {
    "eventcancelled": "cancelled",
    "eventpostponed": "postponed",
    "eventrescheduled": "rescheduled",
    "eventmovedonline": "moved_online",
}
_RAW = ("performer", "organizer", "offers", "eventStatus", "eventAttendanceMode", "duration", "doorTime", "superEvent")


def read(content: bytes, task: Task) -> list[SourceEvent]:
    found = nodes.of(content, task)
    by_id = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 2}
    events: dict[str, tuple[list[Node], Node]] = {}
    for event in [node for node in found if nodes.is_event(node)]:
        key = _key(event, by_id)
        events.setdefault(key, ([], event))[0].append(event)
    kept = []
    for rank, (key, (dated, first)) in enumerate(events.items(), start=1):
        if read_event := _event(key, dated, first, by_id, rank, task):
            kept.append(read_event)
    return kept


def _key(event: Node, by_id: dict[str, Node]) -> str:
    """Its own identifier; else the show and its place, so that the dates listed one by one on a page come together."""
    own = event.get("@id") or event.get("identifier")
    if isinstance(own, str) and own and not own.startswith("_:"):
        return line(own, 200)
    place = _place(event, by_id)
    name = line(event.get("name"), TITLE_LENGTH)
    if not name:
        return f"sans-titre-{id(event)}"
    return drawn_id(name, *(((place.name or place.address), place.city) if place else ()))


def _event(
    key: str, dated: list[Node], first: Node, by_id: dict[str, Node], rank: int, task: Task
) -> SourceEvent | None:
    title = line(first.get("name"), TITLE_LENGTH)
    item = values.named(title, "", rank)
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre (name).")
        return None
    spans = [span for node in dated for span in _spans(node, item, task)]
    if not spans:
        task.refuse(item, "Cet événement n'a pas de date (startDate).")
        return None
    period = open_dated(spans)
    showings = () if period else task.showings(item, spans)
    if task.too_many(item, len(showings)):
        return None
    if not showings and not period:
        written = next((span.written for span in spans if span.written), "")
        task.refuse(item, f"La date « {written[:60]} » ne peut pas être lue.")
        return None
    status = _status(first)
    age_min, age_max = values.age_range(first.get("typicalAgeRange"))
    place = _place(first, by_id)
    return SourceEvent(
        external_id=key,
        title=title,
        summary=line(first.get("disambiguatingDescription"), SUMMARY_LENGTH),
        description=plain(values.localised(first.get("description")), DESCRIPTION_LENGTH),
        discipline_hint=_hints(first),
        url=address_of_page(_first(first.get("url")), URL_LENGTH),
        image_url=_image(first.get("image")),
        age_min=age_min,
        age_max=age_max,
        language=_language(first.get("inLanguage")),
        place=place,
        online=status == "moved_online" or (place is None and "Online" in str(first.get("eventAttendanceMode"))),
        cancelled=status == "cancelled",
        status=status,
        showings=showings,
        permanent=period is not None,
        valid_from=period[0] if period else None,
        valid_to=period[1] if period else None,
        registration=_registration(first),
        conditions=_conditions(first),
        raw=kept_json({name: first[name] for name in _RAW if first.get(name)}),
        updated_at=at.at if (at := moment(first.get("dateModified"), task.zone)) else None,
    )


def _spans(node: Node, item: str, task: Task) -> list[Span]:
    """Its sub-events of the same name are its dates; without any, its own begin and end."""
    parts = [
        part for part in nodes.things(node.get("subEvent")) if nodes.same_show(part, node) and part.get("startDate")
    ]
    return [span for part in parts or [node] if (span := _span(part, item, task))]


def _span(node: Node, item: str, task: Task) -> Span | None:
    written, ends = _first(node.get("startDate")), _first(node.get("endDate"))
    if written is None:
        return None
    begin, end = moment(written, task.zone), moment(ends, task.zone)
    if begin and _midnight(begin) and (end is None or _midnight(end) or end.at.time().strftime("%H%M") == "2359"):
        task.warn(item, "L'heure n'est pas donnée : la date est prise comme une journée entière.")
        begin = Moment(begin.at, all_day=True)
        end = Moment(end.at.replace(hour=0, minute=0, second=0), all_day=True) if end else None
    elif begin and begin.universal and isinstance(written, str) and written.endswith("+00:00"):
        task.warn(
            item,
            f"L'heure est écrite en temps universel ({written}) : vérifiez-la, certains sites notent ainsi "
            "l'heure de Paris.",
        )
    return Span(begin, end, cancelled=_status(node) == "cancelled", written=str(written))


def _midnight(at: Moment) -> bool:
    return not at.all_day and (at.at.hour, at.at.minute) == (0, 0)


def _first(value: object) -> Any:
    return next(iter(values.listed(value)), None)


def _status(node: Node) -> str:
    return _STATUSES.get(re.sub(r".*[/:#]", "", str(_first(node.get("eventStatus")))).casefold(), "scheduled")


def _hints(node: Node) -> tuple[str, ...]:
    return nodes.types(node) + values.words(node.get("keywords")) + values.words(node.get("genre"))


def _place(event: Node, by_id: dict[str, Node]) -> SourcePlace | None:
    for where in values.listed(event.get("location")):
        if isinstance(where, str):
            where = by_id.get(where, where)
        if isinstance(where, str):
            if found := values.place_in_words(where):
                return found
            continue
        if not isinstance(where, dict) or "VirtualLocation" in nodes.types(where):
            continue
        where = by_id.get(str(where.get("@id")), where)
        address = _first(where.get("address"))
        address = by_id.get(str(address.get("@id")), address) if isinstance(address, dict) else address
        parts = address if isinstance(address, dict) else {"streetAddress": address}
        geo = values.mapping(_first(where.get("geo")))
        found = values.place(
            external_id=where.get("@id"),
            name=where.get("name"),
            address=parts.get("streetAddress"),
            postal_code=parts.get("postalCode"),
            city=parts.get("addressLocality"),
            latitude=geo.get("latitude", where.get("latitude")),
            longitude=geo.get("longitude", where.get("longitude")),
        )
        if found:
            return found
    return None


def _image(value: object) -> str:
    image = _first(value)
    if isinstance(image, dict):
        image = image.get("url") or image.get("contentUrl") or image.get("@id")
    return address_of_page(_first(image), URL_LENGTH)


def _language(value: object) -> str:
    language = _first(value)
    if isinstance(language, dict):
        language = language.get("alternateName") or language.get("name")
    return line(language, 10) if isinstance(language, str) and len(language) <= 10 else ""


def _registration(node: Node) -> Registration:
    for offer in values.listed(node.get("offers")):
        page = address_of_page(offer.get("url") if isinstance(offer, dict) else offer, URL_LENGTH)
        if page:
            return Registration(url=page)
    return Registration()


def _conditions(node: Node) -> str:
    if str(node.get("isAccessibleForFree")).casefold() in ("true", "http://schema.org/true", "https://schema.org/true"):
        return "Gratuit"
    for offer in values.listed(node.get("offers")):
        if not isinstance(offer, dict):
            continue
        currency = str(offer.get("priceCurrency") or "EUR")[:3]
        low, high = offer.get("price", offer.get("lowPrice")), offer.get("highPrice")
        amount = values.decimal(low)
        if amount == 0 and not values.decimal(high):
            return "Gratuit"
        if amount is not None:
            return line(f"À partir de {amount:g} {'€' if currency == 'EUR' else currency}", CONDITIONS_LENGTH)
    return ""
