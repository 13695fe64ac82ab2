"""Reading values of JSON and of cells that may be of another type than they should."""

import hashlib
import json
import math
import re
from typing import Any

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.texts import line


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
        raise Unreadable("Ce fichier JSON ne peut pas être lu : son contenu n'a pas la forme attendue.") from broken


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


def drawn_id(*parts: str) -> str:
    """A stable identifier for what has none, from what names it; case and spaces do not count."""
    text = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
    return "sans-id-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
