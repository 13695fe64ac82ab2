"""Decisions about places, pure: names as they are typed, distances, and what may be said of a perimeter."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

# --- names ------------------------------------------------------------------------------------------------------------

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
_ABBREVIATED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ORDINAL = re.compile(r"^(\d{1,2})(?:e|eme|ieme|nd|nde)$")
_FIRST = re.compile(r"^1(?:er|ere|re)$")
_DEPARTMENT = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8]|98[4-9])$")
_FIVE = re.compile(r"^\d[\dab]\d{3}$")


def fold(text: str) -> str:
    """A name as people type it: no case, accents, ligatures, hyphens or apostrophes; « St » and « Ste » spelt out."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return " ".join(_spelt_out(word) for word in words)


def _spelt_out(word: str) -> str:
    if _FIRST.match(word):
        return "1er"
    if ordinal := _ORDINAL.match(word):
        return f"{ordinal[1]}e"
    return _ABBREVIATED.get(word, word)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person wrote for a place, read apart. ``whole`` is all of it, folded; the rest is empty when not there.

    ``code`` has five characters: a postal code, else an INSEE code.
    """

    whole: str
    name: str = ""
    code: str = ""
    department: str = ""


def read_place(text: str) -> Typed:
    """« 94460 Valenton », « saint-denis 93 », « Créteil cedex 9 », « Ajaccio (2A) » read apart."""
    words = fold(text).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    whole = " ".join(words)
    code = next((word for word in words if _FIVE.match(word)), "")
    words = [word for word in words if word != code]
    department = ""
    if len(words) > 1 and _DEPARTMENT.match(words[-1]):
        department = words.pop()
    return Typed(whole, " ".join(words), code.upper(), department.upper())


def departments_of(code: str) -> list[str]:
    """The departments that a postal or INSEE code may be of: one, but for « 20… », which is either half of Corsica."""
    if code[:2] in {"97", "98"}:
        return [code[:3]]
    return ["2A", "2B"] if code[:2] == "20" else [code[:2]]


_ARRONDISSEMENTS = {
    "75056": [f"751{n:02d}" for n in range(1, 21)],
    "69123": [f"6938{n}" for n in range(1, 10)],
    "13055": [f"132{n:02d}" for n in range(1, 17)],
}


def same_city(insee: str) -> list[str]:
    """The codes under which a file may list that commune: an arrondissement is listed as itself or as its city."""
    for city, arrondissements in _ARRONDISSEMENTS.items():
        if insee == city:
            return [city, *arrondissements]
        if insee in arrondissements:
            return [insee, city]
    return [insee]


# --- distances --------------------------------------------------------------------------------------------------------

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth, in WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box, in WGS84 degrees. It never crosses the 180th meridian: it stops there."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north


def distance_km(a: Point, b: Point) -> float:
    """As the crow flies (haversine), in kilometres; within 0.5 % of the truth."""
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = math.sin((latitude_b - latitude_a) / 2)
    half_lon = math.sin(math.radians(b.longitude - a.longitude) / 2)
    h = half_lat**2 + math.cos(latitude_a) * math.cos(latitude_b) * half_lon**2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def box_around(point: Point, km: float) -> Box:
    """The smallest box that holds everything within ``km`` of the point: a filter before `distance_km` decides."""
    angle = km / EARTH_RADIUS_KM * (1 + 1e-9) + 1e-12
    south, north = point.latitude - math.degrees(angle), point.latitude + math.degrees(angle)
    if south <= -90 or north >= 90 or angle >= math.pi / 2:
        return Box(-180, max(-90.0, south), 180, min(90.0, north))
    ratio = math.sin(angle) / math.cos(math.radians(point.latitude))
    half = math.degrees(math.asin(min(1.0, ratio)))
    return Box(max(-180.0, point.longitude - half), south, min(180.0, point.longitude + half), north)


# --- perimeters -------------------------------------------------------------------------------------------------------

# A geocoded address is a point on the pavement or on the middle of its street, and official borders run along the
# middle of streets: this near, the point does not tell on which side the door is. A person must say.
BORDER_METRES = 25.0
SIMPLIFIED_BORDER_METRES = 150.0

# Some departments have no priority area at all. With as many departments known as this, the national file is loaded.
NATIONAL_FROM_DEPARTMENTS = 90


class Perimeter(Enum):
    """In, out, cannot tell. The last is an answer, never to be counted as one of the others."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


def in_perimeter(depth_metres: float, *, simplified: bool = False) -> Perimeter:
    """Where a point stands, by its distance to the border of one perimeter: positive within, negative without."""
    margin = SIMPLIFIED_BORDER_METRES if simplified else BORDER_METRES
    if abs(depth_metres) <= margin:
        return Perimeter.UNKNOWN
    return Perimeter.INSIDE if depth_metres > 0 else Perimeter.OUTSIDE


def in_any(states: Iterable[Perimeter], *, unlocated: bool, covered: bool) -> Perimeter:
    """The answer over every perimeter in force.

    ``unlocated``: the commune has an area whose perimeter, or an address whose point, we do not know.
    ``covered``: the perimeters of that place were loaded, so that finding none means that there is none.
    """
    seen = set(states)
    if Perimeter.INSIDE in seen:
        return Perimeter.INSIDE
    if Perimeter.UNKNOWN in seen or unlocated or not covered:
        return Perimeter.UNKNOWN
    return Perimeter.OUTSIDE


def validity(vintage: int, *, overseas: bool) -> tuple[date, date | None]:
    """First and last day of a vintage, unless the operator says otherwise.

    QPV 2015: décrets n° 2014-1750 and 2014-1751. QPV 2024: décret n° 2023-1314, from 1 January 2024; in the overseas
    departments décret n° 2024-1212, from 1 January 2025. The *quartiers de veille active* went with the contracts of
    2015-2023.
    """
    change = 2025 if overseas else 2024
    if vintage < 2024:
        return date(2015, 1, 1), date(change - 1, 12, 31)
    return date(change, 1, 1), None
