"""Where an address is, asked to the national address base (BAN); off unless the operator names the service.

https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings

from pontdesarts.incoming.asking import NoAnswer, ask

from .rules import Point, same_city

# of the score that the base gives its own answer, from 0 to 1
SURE, DOUBTFUL = 0.8, 0.5
# an address, or its street: the middle of a commune is known without asking
_PRECISE = ("housenumber", "street", "locality", "")


class Trust(StrEnum):
    """What to do with an answer: take it, show it to somebody, or leave it."""

    SURE = "sure"
    TO_READ = "to_read"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Located:
    point: Point
    score: float
    label: str
    insee: str

    @property
    def trust(self) -> Trust:
        if self.score >= SURE:
            return Trust.SURE
        return Trust.TO_READ if self.score >= DOUBTFUL else Trust.REFUSED


def may_ask() -> bool:
    """Whether the operator named a service."""
    return bool(settings.ADDRESSES_URL)


def locate(address: str, *, postal_code: str = "", insee: str = "") -> Located | None:
    """The best answer in that commune; None for none, or for one that is no nearer than the commune's centre.

    Only the address of a structure is asked, never that of a person. Raises `NoAnswer`.
    """
    question = {"q": address[:200], "limit": "1", "autocomplete": "0"}
    if insee:
        question["citycode"] = insee
    elif postal_code:
        question["postcode"] = postal_code
    told = ask(settings.ADDRESSES_URL, question)
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list):
        raise NoAnswer("a répondu autre chose que des adresses")
    found = _read(features[0]) if features else None
    if found is None or (insee and found.insee and found.insee not in same_city(insee)):
        return None
    return found


def _read(feature: Any) -> Located | None:
    try:
        said, coordinates = feature["properties"], feature["geometry"]["coordinates"]
        longitude, latitude = float(coordinates[0]), float(coordinates[1])
        score = min(1.0, max(0.0, float(said["score"])))
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    if said.get("type", "") not in _PRECISE or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Located(
        Point(latitude, longitude), score, str(said.get("label", ""))[:200], str(said.get("citycode", ""))[:5]
    )
