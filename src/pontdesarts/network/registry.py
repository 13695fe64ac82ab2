"""What the State's registry of organisations says of a SIRET; off unless the operator names the service.

https://recherche-entreprises.api.gouv.fr/docs/ . Seven questions a second at most. The people who lead an organisation
are in the answer: they are not read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from pontdesarts.incoming.asking import NoAnswer, ask
from pontdesarts.incoming.texts import line
from pontdesarts.incoming.values import decimal

from .rules import NumberRefused, read_rna

A_SECOND = 7
_TOWN = re.compile(r"\s*\b\d{5}\b.*$")


@dataclass(frozen=True, slots=True)
class Registered:
    """An establishment. ``insee`` is that of its commune, or of the arrondissement."""

    siret: str
    name: str
    address: str
    postal_code: str
    insee: str
    rna: str
    is_open: bool
    latitude: float | None
    longitude: float | None


def may_ask() -> bool:
    """Whether the operator named a service."""
    return bool(settings.COMPANIES_URL)


def find(siret: str) -> Registered | None:
    """The establishment of that SIRET, None when the registry knows none. Raises `NoAnswer`."""
    told = ask(settings.COMPANIES_URL, {"q": siret, "per_page": "1"})
    results = told.get("results") if isinstance(told, dict) else None
    if not isinstance(results, list):
        raise NoAnswer("a répondu autre chose que des organismes")
    for result in results:
        if isinstance(result, dict) and (found := _read(result, siret)):
            return found
    return None


def _read(result: Mapping[str, Any], siret: str) -> Registered | None:
    place = next((each for each in _establishments(result) if each.get("siret") == siret), None)
    if place is None:
        return None
    more = result.get("complements")
    return Registered(
        siret=siret,
        name=line(result.get("nom_raison_sociale") or result.get("nom_complet"), 160),
        address=line(_TOWN.sub("", str(place.get("adresse") or "")), 200),
        postal_code=line(place.get("code_postal"), 5),
        insee=line(place.get("commune"), 5),
        rna=_rna(more.get("identifiant_association") if isinstance(more, dict) else ""),
        is_open=place.get("etat_administratif") != "F" and result.get("etat_administratif") != "C",
        latitude=decimal(place.get("latitude")),
        longitude=decimal(place.get("longitude")),
    )


def _establishments(result: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found = result.get("matching_etablissements")
    for each in (result.get("siege"), *(found if isinstance(found, list) else ())):
        if isinstance(each, dict):
            yield each


def _rna(said: Any) -> str:
    try:
        return read_rna(said)
    except NumberRefused:
        return ""
