"""Which column of a file is which of our fields: proposed from the names and from what the cells hold."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pontdesarts.incoming.sheets import Table
from pontdesarts.incoming.texts import folded
from pontdesarts.network.rules import NumberRefused, read_siret

from .told import Format

FIELDS: dict[str, str] = {
    "name": "Nom de la structure",
    "more_name": "Suite du nom",
    "id": "Identifiant dans le fichier",
    "siret": "SIRET",
    "rna": "Numéro RNA",
    "number": "SIRET ou RNA, selon les lignes",
    "parent": "Organisme dont la ligne est un site",
    "kind": "Type de structure",
    "address": "Adresse",
    "street_number": "Numéro de la voie",
    "street_type": "Type de voie",
    "street": "Nom de la voie",
    "address_more": "Complément d'adresse",
    "postal_code": "Code postal",
    "city": "Commune",
    "insee": "Code INSEE de la commune",
    "department": "Département",
    "latitude": "Latitude, ou y",
    "longitude": "Longitude, ou x",
    "point": "Latitude et longitude ensemble",
    "phone": "Téléphone",
    "email": "Adresse électronique",
    "website": "Site",
    "audiences": "Publics reçus",
    "capacity": "Nombre de places de la salle",
    "state": "Ouvert ou fermé",
}

WHERE = frozenset(
    {"city", "insee", "postal_code", "address", "latitude", "point", "siret", "number", "rna", "department"}
)
"""One of these at least tells where a structure is, or which one it is."""

_NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        "nom", "nom structure", "nom de la structure", "nom officiel", "nom officiel du musee", "nom du festival",
        "nometab", "nom etablissement", "nom de l etablissement", "nom du lieu", "raison sociale", "lib fs", "nom1",
        "denomination", "name", "structure", "association", "etablissement", "organisme", "intitule", "titre",
    ),
    "more_name": ("nom2",),
    "id": (
        "id", "identifiant", "id fs", "id lieumed", "identifiant museofile", "nautoc", "n auto", "uid", "reference",
        "ref", "code",
    ),
    "siret": ("siret", "numero siret", "n siret", "no siret", "siret structure", "code tiers"),
    "rna": ("rna", "numero rna", "n rna", "waldec"),
    "number": ("pivot", "siret ou rna", "siret rna"),
    "parent": ("structure parente", "gestionnaire", "organisme gestionnaire"),
    "kind": (
        "type", "type de structure", "typologie", "categorie", "ss cat", "sous categorie", "discipline dominante",
        "amenity", "type equipement",
    ),
    "address": ("adresse", "adresse complete", "adresse postale", "address", "adresse du lieu", "adresse 1"),
    "street_number": ("numero de voie", "n de voie", "numero voie", "n voie", "housenumber", "n", "numero"),
    "street_type": ("type de voie", "type voie"),
    "street": ("nom de la voie", "libelle voie", "voie", "street", "rue"),
    "address_more": ("complement adresse", "complement d adresse", "comp adresse", "adresse 2"),
    "postal_code": ("code postal", "cp", "postcode", "codepostal", "zip"),
    "city": ("commune", "ville", "lib com", "city", "localite", "commune principale de deroulement", "nom commune"),
    "insee": ("code insee", "insee", "insee com", "code insee commune", "depcom", "code commune", "citycode"),
    "department": ("departement", "insee dep", "code departement", "dept", "dep"),
    "latitude": ("latitude", "lat", "y", "coord y"),
    "longitude": ("longitude", "lon", "lng", "long", "x", "coord x"),
    "point": ("geolocalisation", "geocodage xy", "coordonnees", "lat lon", "latlon", "geo point 2d"),
    "phone": ("telephone", "tel", "num tel", "phone", "numero de telephone", "telephone 1"),
    "email": (
        "courriel", "courriels", "mail", "email", "e mail", "mail struc", "adresse e mail", "adresse mail",
        "adresse electronique",
    ),
    "website": ("site web", "site internet", "site", "website", "site internet du festival", "url", "web", "lien"),
    "audiences": ("publics", "publics recus", "public", "public accueillis"),
    "capacity": ("fauteuils", "jauge", "capacite", "nombre de places"),
    "state": ("etat", "etat administratif", "affichage", "statut"),
}  # fmt: skip

_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_PAIR = re.compile(r"\s*-?\d{1,2}\.\d+\s*,\s*-?\d{1,2}\.\d+\s*")
_MOST = 0.6
_SEEN = 200


def suggest(sheet: Table) -> dict[str, str]:
    """Our field → their column; each column at most once. The names say first, then what the cells look like."""
    left = {folded(column): column for column in reversed(sheet.columns)}
    matching: dict[str, str] = {}
    for rank in range(max(len(names) for names in _NAMES.values())):  # the surest names of every field first
        for field, names in _NAMES.items():
            if field not in matching and rank < len(names) and names[rank] in left:
                matching[field] = left.pop(names[rank])
    for field, looks in _LOOKS.items():
        if field not in matching and (found := _looking(sheet, left.values(), looks)):
            matching[field] = found
            left.pop(folded(found), None)
    if "number" in matching and "siret" in matching:
        matching.pop("number")
    return {field: matching[field] for field in FIELDS if field in matching}


def signature(columns: Iterable[str]) -> str:
    """The same for files that have the same columns, in any order and case: what is remembered of a matching."""
    text = "\x1f".join(sorted(folded(column) for column in columns))
    return hashlib.sha256(text.encode()).hexdigest()


def missing(matching: Mapping[str, str], sheet: Table, format: Format) -> str:
    """Why the file cannot be taken as a list of places with names; "" when it can."""
    known = ", ".join(f"« {column} »" for column in sheet.columns[:12])
    if "name" not in matching:
        if _counts(sheet):
            return (
                "Ce fichier compte des lieux par commune, il n'en nomme aucun : il n'y a pas de structure à inscrire. "
                f"Ses colonnes sont {known}."
            )
        if any(folded(column) == "code cv" for column in sheet.columns):
            return (
                "Ce fichier décrit des contrats de ville : ce sont des territoires, pas des structures qui reçoivent. "
                f"Aucune colonne ne nomme de structure. Ses colonnes sont {known}."
            )
        return f"Dites quelle colonne contient le nom de la structure. Les colonnes de ce fichier sont {known}."
    if not WHERE & matching.keys():
        return (
            "Rien ne dit où sont ces structures, ni leur numéro : il faut au moins la commune, le code postal, "
            f"l'adresse ou le SIRET. Les colonnes de ce fichier sont {known}."
        )
    return ""


def _counts(sheet: Table) -> bool:
    words = {word for column in sheet.columns for word in folded(column).split()}
    return bool(words & {"nombre", "nb", "effectif", "total"}) and not words & {"adresse", "siret"}


def _looking(sheet: Table, columns: Iterable[str], looks: Callable[[Any], bool]) -> str:
    for column in columns:
        at = sheet.columns.index(column)
        cells = [row.cells[at] for row in sheet.rows[:_SEEN] if row.cells[at] not in (None, "")]
        if len(cells) >= 2 and sum(looks(cell) for cell in cells) >= _MOST * len(cells):
            return column
    return ""


def _is_siret(cell: Any) -> bool:
    try:
        return bool(read_siret(re.sub(r"\.0+$", "", cell) if isinstance(cell, str) else cell))
    except NumberRefused:
        return False


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda cell: isinstance(cell, str) and bool(pattern.fullmatch(cell.strip()))


_LOOKS: dict[str, Callable[[Any], bool]] = {
    "siret": _is_siret,
    "email": _matches(_MAIL),
    "phone": _matches(_PHONE),
    "point": _matches(_PAIR),
}
