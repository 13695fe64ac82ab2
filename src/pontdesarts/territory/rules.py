"""Decisions about places, pure: folding of names, distances, and what may be said of a perimeter."""

import unicodedata
from dataclasses import dataclass

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
_ABBREVIATED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """A name as people type it: no case, accents, ligatures, hyphens or apostrophes; « St » and « Ste » spelt out."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return " ".join(_ABBREVIATED.get(word, word) for word in words)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth, in WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box, in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float
