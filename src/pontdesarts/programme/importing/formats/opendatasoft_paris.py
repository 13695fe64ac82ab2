"""The datasets of the city of Paris: « Que faire à Paris » and the older « Événements à Paris ».

Their hours are those of the clock on the wall whatever the offset written beside them: « +02:00 » stays in winter and
« +00:00 » is Paris time.
"""

import re
from typing import Any

from pontdesarts.incoming.texts import address_of_page, kept_json, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import access, values
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
from pontdesarts.programme.importing.task import Span, Task

_RAW = ("price_type", "access_type", "audience", "transport", "programs", "group", "universe_tags", "univers",
        "event_id",
        "date_description", "contact_organisation_name", "cover_credit", "cover_alt")  # fmt: skip


def event(written: dict[str, Any], rank: int, task: Task) -> SourceEvent | None:
    title = line(written.get("title"), TITLE_LENGTH)
    external_id = values.identifier(written.get("id")) or values.identifier(written.get("event_id"))
    item = values.named(title, external_id, rank)
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre.")
        return None
    showings = task.showings(item, _occurrences(written.get("occurrences"), task), end_before_is_next_day=True)
    if task.too_many(item, len(showings)):
        return None
    begin, end = _wall(written.get("date_start"), task), _wall(written.get("date_end"), task)
    if not showings and begin is None and end is None:
        task.refuse(item, "Cet événement n'a aucune date.")
        return None
    place = _place(written)
    age_min, age_max = values.age_range(written.get("audience"))
    updated = moment(written.get("updated_at"), task.zone)
    free = {"gratuit": "Gratuit", "gratuit sous condition": "Gratuit sous condition", "payant": "Payant"}
    price = free.get(str(written.get("price_type")), "")
    detail = line(written.get("price_detail"), CONDITIONS_LENGTH)
    return SourceEvent(
        external_id=external_id or drawn_id(title, place.name if place else ""),
        title=title,
        summary=line(written.get("lead_text"), SUMMARY_LENGTH),
        description=plain(written.get("description"), DESCRIPTION_LENGTH),
        discipline_hint=_hints(written),
        url=address_of_page(written.get("url"), URL_LENGTH),
        image_url=address_of_page(written.get("cover_url"), URL_LENGTH),
        age_min=age_min,
        age_max=age_max,
        access=access.from_flags(written, access.PARIS),
        language="",
        place=place,
        online=place is None and _only_an_address_of_page(written),
        showings=showings,
        permanent=not showings,
        valid_from=begin.at.date() if begin and not showings else None,
        valid_to=end.at.date() if end and not showings else None,
        registration=Registration(
            address_of_page(written.get("access_link") or written.get("contact_url"), URL_LENGTH),
            mail if "@" in (mail := line(written.get("contact_mail"), 254)) else "",
            line(written.get("contact_phone"), 40),
        ),
        conditions=line(" : ".join(part for part in (price, detail) if part), CONDITIONS_LENGTH),
        raw=kept_json({key: written[key] for key in _RAW if written.get(key) is not None}),
        updated_at=updated.at if updated else None,
    )


def event_of_2015(written: dict[str, Any], rank: int, task: Task) -> SourceEvent | None:
    title = line(written.get("title"), TITLE_LENGTH)
    external_id = values.identifier(written.get("uid"))
    item = values.named(title, external_id, rank)
    if not title:
        task.refuse(item, "Cet événement n'a pas de titre.")
        return None
    showings = task.showings(item, _timetable(written.get("timetable"), task), end_before_is_next_day=True)
    if task.too_many(item, len(showings)):
        return None
    if not showings:
        task.refuse(item, "Cet événement n'a aucune date.")
        return None
    where = written.get("latlon")
    latitude, longitude = where if isinstance(where, list) and len(where) == 2 else (None, None)
    place = values.place(
        name=written.get("placename"),
        address=written.get("address"),
        city=written.get("city"),
        latitude=latitude,
        longitude=longitude,
    )
    updated = moment(written.get("updated_at"), task.zone)
    return SourceEvent(
        external_id=external_id or drawn_id(title, place.name if place else ""),
        title=title,
        summary=line(written.get("description"), SUMMARY_LENGTH),
        description=plain(written.get("free_text"), DESCRIPTION_LENGTH),
        discipline_hint=values.words(written.get("tags"), r"[;,|]|\s-\s"),
        url=address_of_page(written.get("link"), URL_LENGTH),
        image_url=address_of_page(written.get("image"), URL_LENGTH),
        language=line(written.get("lang"), 10),
        place=place,
        showings=showings,
        conditions=line(written.get("pricing_info"), CONDITIONS_LENGTH),
        raw=kept_json({key: written[key] for key in ("space_time_info", "program_uid") if written.get(key)}),
        updated_at=updated.at if updated else None,
    )


def _wall(value: object, task: Task) -> Moment | None:
    return moment(value, task.zone, wall=True)


def _occurrences(written: object, task: Task) -> list[Span]:
    """« begin_end;begin_end »."""
    return [
        Span(_wall(begin, task), _wall(end, task), written=begin)
        for begin, _, end in (pair.strip().partition("_") for pair in _parts(written))
    ]


def _timetable(written: object, task: Task) -> list[Span]:
    """« begin end;begin end », without offset."""
    return [
        Span(_wall(begin, task), _wall(end, task), written=begin)
        for begin, _, end in (pair.strip().partition(" ") for pair in _parts(written))
    ]


def _parts(written: object) -> list[str]:
    return [part for part in re.split(r"[;\n]", written) if part.strip()] if isinstance(written, str) else []


def _hints(written: dict[str, Any]) -> tuple[str, ...]:
    category = written.get("category")
    old = category.split("->") if isinstance(category, str) else []
    return values.words(written.get("qfap_tags")) + values.words(old) + values.words(written.get("tags"))


def _place(written: dict[str, Any]) -> SourcePlace | None:
    where = written.get("lat_lon")
    latitude, longitude = (where.get("lat"), where.get("lon")) if isinstance(where, dict) else (None, None)
    if isinstance(where, list) and len(where) == 2:
        latitude, longitude = where
    return values.place(
        name=written.get("address_name"),
        address=written.get("address_street"),
        postal_code=written.get("address_zipcode"),
        city=written.get("address_city"),
        latitude=latitude,
        longitude=longitude,
    )


def _only_an_address_of_page(written: dict[str, Any]) -> bool:
    kinds = {values.mapping(where).get("location_type") for where in values.listed(written.get("locations"))}
    return kinds == {"url"}
