"""Reading values of JSON that may be of another type than they should."""

import json
import math
import re
from typing import Any

from pontdesarts.programme.importing.source_event import (
    ADDRESS_LENGTH,
    CITY_LENGTH,
    ID_LENGTH,
    NAME_LENGTH,
    SourcePlace,
)
from pontdesarts.programme.importing.task import Unreadable
from pontdesarts.programme.importing.texts import folded, line

_POSTCODE = re.compile(r"\b(\d{2}\s?\d{3})\b\s*([^\d,;\n()]*)")


def document(content: bytes) -> Any:
    """The JSON of a file. Raises `Unreadable` with the line and the column where it breaks."""
    text = decoded(content)
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as broken:
        raise Unreadable(
            f"Ce fichier JSON est abîmé à la ligne {broken.lineno}, colonne {broken.colno} : il a peut-être été coupé. "
            "Téléchargez-le de nouveau."
        ) from broken
    except (RecursionError, ValueError) as broken:
        raise Unreadable(
            "Ce fichier JSON ne peut pas être lu : son contenu n'a pas la forme d'un programme."
        ) from broken


def decoded(content: bytes) -> str:
    """UTF-8 with none, one or two marks, UTF-16 with its mark, else Windows-1252; never fails."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError:
        pass
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8", "replace").lstrip("\ufeff")
    return content.decode("cp1252", "replace")


def mapping(value: object) -> dict[str, Any]:
    """The dict, also out of a string that holds one; else an empty one."""
    value = unfolded(value)
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The list, also out of a string that holds one; a single thing is a list of one; null is none."""
    value = unfolded(value)
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def unfolded(value: object) -> object:
    """JSON held in a string, as Opendatasoft does, taken out of it."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            return value
    return value


def localised(value: object) -> object:
    """The French of a dict per language, else the first that is not empty."""
    if not isinstance(value, dict):
        return value
    french = value.get("fr")
    return french if french else next((text for text in value.values() if text), "")


def words(value: object, separators: str = r"[;,|]") -> tuple[str, ...]:
    """Keywords as a list or as one string, each once, empty ones dropped, at most 40."""
    value = unfolded(value)
    parts = value if isinstance(value, list) else re.split(separators, value) if isinstance(value, str) else []
    found = (line(part, 80) for part in parts if isinstance(part, str))
    return tuple(dict.fromkeys(word for word in found if word))[:40]


def whole(value: object) -> int | None:
    number = decimal(value)
    return int(number) if number is not None and abs(number) < 10_000 else None


def decimal(value: object) -> float | None:
    """Also « 48,85 ». Not a number, infinite or absent: None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip().replace(",", ".").replace("\u202f", "").replace(" ", "")
        if not re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{0,20})?", value):
            return None
        return float(value)
    if isinstance(value, int):
        return float(value) if abs(value) < 10**15 else None
    return value if isinstance(value, float) and math.isfinite(value) else None


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


def five_figures(value: object) -> str:
    """« 07000 » from 7000, « 7000 », « 75012.0 » or « 75 006 »; « 2A004 » as it is; "" when it is none of these."""
    text = re.sub(r"\.0+$", "", re.sub(r"\s", "", str(value))) if isinstance(value, str | int | float) else ""
    if re.fullmatch(r"\d{4,5}", text):
        return text.zfill(5)
    return text.upper() if re.fullmatch(r"2[ABab]\d{3}", text) else ""


def coordinates(latitude: object, longitude: object) -> tuple[float | None, float | None]:
    """Degrees, or two None: 0/0 is nowhere, and a latitude of 2 with a longitude of 48 is Paris the wrong way round."""
    north, east = decimal(latitude), decimal(longitude)
    if north is None or east is None or (north == 0 and east == 0):
        return None, None
    if -6 <= north <= 10 and 41 <= east <= 52:
        north, east = east, north
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return None, None
    return north, east


def named(title: str, external_id: str, rank: int) -> str:
    """How a refusal names an event."""
    return title or (
        f"n° {external_id}" if external_id and not external_id.startswith("sans-id-") else f"événement {rank}"
    )


def same_words(one: str, other: str) -> bool:
    return folded(one) == folded(other)
