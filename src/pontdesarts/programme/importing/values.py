"""The values of programmes: those of any file, and what only events have, their ages and their places."""

import re

from pontdesarts.incoming.texts import folded, line
from pontdesarts.incoming.values import (
    coordinates,
    decimal,
    decoded,
    document,
    five_figures,
    listed,
    localised,
    mapping,
    unfolded,
    whole,
    words,
)
from pontdesarts.programme.importing.source_event import (
    ADDRESS_LENGTH,
    CITY_LENGTH,
    ID_LENGTH,
    NAME_LENGTH,
    SourcePlace,
)

__all__ = [
    "age_range",
    "ages",
    "coordinates",
    "decimal",
    "decoded",
    "document",
    "five_figures",
    "identifier",
    "listed",
    "localised",
    "mapping",
    "named",
    "place",
    "place_in_words",
    "same_words",
    "unfolded",
    "whole",
    "words",
]

_POSTCODE = re.compile(r"\b(\d{2}\s?\d{3})\b\s*([^\d,;\n()]*)")


def ages(low: object, high: object) -> tuple[int | None, int | None]:
    """Ages between 0 and 120; « à partir de 0 » says nothing; put in order."""
    found = [None if age is None or not 0 < age <= 120 else age for age in (whole(low), whole(high))]
    if found[0] is not None and found[1] is not None and found[0] > found[1]:
        found.reverse()
    return found[0], found[1]


def age_range(text: object) -> tuple[int | None, int | None]:
    """« 7-12 », « 6+ », « à partir de 8 ans », « Public jeunes et adultes. A partir de 12 ans. »"""
    if not isinstance(text, str):
        return None, None
    bare = text[:200].replace("–", "-")
    if found := re.search(r"(\d{1,3})\s*(?:-|à|a|to)\s*(\d{1,3})", bare):
        return ages(found.group(1), found.group(2))
    if found := re.search(r"(?:partir de|dès|des)\s*(\d{1,3})|(\d{1,3})\s*(?:\+|-$|ans et plus)", bare, re.IGNORECASE):
        return ages(found.group(1) or found.group(2), None)
    return None, None


def identifier(value: object) -> str:
    return "" if isinstance(value, bool) or value == 0 else line(value, ID_LENGTH)


def place(
    *,
    external_id: object = None,
    name: object = None,
    address: object = None,
    postal_code: object = None,
    city: object = None,
    insee: object = None,
    latitude: object = None,
    longitude: object = None,
) -> SourcePlace | None:
    """None when nothing is said of it. Codes are repaired (« 7000 », « 75012.0 »), coordinates put in order."""
    where = line(address, ADDRESS_LENGTH)
    town = line(city, CITY_LENGTH)
    code = five_figures(postal_code)
    if found := _POSTCODE.search(where):
        code = code or five_figures(found.group(1))
        town = town or line(found.group(2).strip(" -–"), CITY_LENGTH)
    found_place = SourcePlace(
        identifier(external_id),
        line(name, NAME_LENGTH),
        where,
        code,
        town,
        five_figures(insee),
        *coordinates(latitude, longitude),
    )
    return None if found_place == SourcePlace(external_id=found_place.external_id) else found_place


def place_in_words(text: object, latitude: object = None, longitude: object = None) -> SourcePlace | None:
    """« Nom @ adresse, 94000 Créteil », « Nom (adresse) », « Nom, adresse »: the name is what comes first."""
    whole_text = line(text, NAME_LENGTH + ADDRESS_LENGTH)
    parts = re.split(r"\s@\s|\s\(|, ", whole_text, maxsplit=1)
    address = parts[1].rstrip(")") if len(parts) > 1 else whole_text if _POSTCODE.search(whole_text) else ""
    return place(name=parts[0], address=address, latitude=latitude, longitude=longitude)


def named(title: str, external_id: str, rank: int) -> str:
    """How a refusal names an event."""
    return title or (
        f"n° {external_id}" if external_id and not external_id.startswith("sans-id-") else f"événement {rank}"
    )


def same_words(one: str, other: str) -> bool:
    return folded(one) == folded(other)
