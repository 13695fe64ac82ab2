"""The formats, each from the same records: what a record does not say is absent, or null."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pontdesarts.incoming.texts import shortened
from pontdesarts.printing import sheets

from .records import Record

Write = Callable[[Sequence[Record], date], bytes]

# of data·inclusion v1: https://gip-inclusion.github.io/data-inclusion-schema/
LONGEST_NAME, SHORTEST_NAME = 150, 3
THEME = "remobilisation--activites-sportives-et-culturelles"
_WEBSITE = re.compile(r"https?://[^\s]+\.[^\s]+")
_COLUMNS = (
    "Identifiant", "Nom", "Structure parente", "Type", "SIRET", "RNA", "Adresse", "Code postal", "Commune",
    "Code INSEE", "Latitude", "Longitude", "Téléphone", "Courriel", "Site web", "Publics", "Étape",
    "Quartier prioritaire",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    key: str
    label: str
    suffix: str
    content_type: str
    write: Write


def format_of(key: str) -> Format:
    return next(each for each in FORMATS if each.key == key)


def data_inclusion(records: Sequence[Record], on: date) -> bytes:
    """Structures, and for each relay the service that it gives with us."""
    told = {
        "structures": [_structure(record, on) for record in records],
        "services": [_service(record, on) for record in records if record.is_relay],
    }
    return _json(told)


def _structure(record: Record, on: date) -> dict[str, Any]:
    return {
        "source": "pont-des-arts",
        "id": record.id,
        "nom": shortened(record.name, LONGEST_NAME).ljust(SHORTEST_NAME, "…"),
        "date_maj": on.isoformat(),
        "siret": record.siret or None,
        "code_insee": record.insee or None,
        "code_postal": record.postal_code if re.fullmatch(r"\d{5}", record.postal_code) else None,
        "commune": record.commune or None,
        "adresse": record.address or None,
        "complement_adresse": None,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "telephone": record.phone or None,
        "courriel": record.email or None,
        "site_web": record.website if _WEBSITE.fullmatch(record.website) else None,
        "description": f"Site de {record.parent}." if record.parent else None,
        "horaires_accueil": None,
        "accessibilite_lieu": None,
        "lien_source": None,
        "reseaux_porteurs": None,
    }


def _service(record: Record, on: date) -> dict[str, Any]:
    return {
        "source": "pont-des-arts",
        "structure_id": record.id,
        "id": f"{record.id}--offre-culturelle",
        "nom": "Offre culturelle",
        "description": (
            "Des invitations gratuites à des spectacles, des musées, du sport et des loisirs, choisies et préparées "
            f"avec la structure, par l'association {record.association}."
        ),
        "date_maj": on.isoformat(),
        "type": "information",
        "thematiques": [THEME],
        "frais": "gratuit",
        "publics": list(record.audiences) or None,
        "modes_accueil": ["en-presentiel"],
        "modes_mobilisation": ["telephoner"] if record.phone else None,
        "telephone": record.phone or None,
        "courriel": record.email or None,
        "commune": record.commune or None,
        "code_insee": record.insee or None,
        "code_postal": record.postal_code if re.fullmatch(r"\d{5}", record.postal_code) else None,
        "adresse": record.address or None,
    }


def mednum(records: Sequence[Record], on: date) -> bytes:
    """The standard of the places of digital mediation; our structures give none of its services."""
    return _json([
        {
            "id": record.id,
            "pivot": record.siret or record.rna,
            "nom": record.name,
            "commune": record.commune,
            "code_postal": record.postal_code,
            "code_insee": record.insee,
            "adresse": record.address,
            "latitude": record.latitude,
            "longitude": record.longitude,
            "telephone": record.phone,
            "courriels": record.email,
            "site_web": record.website,
            "typologie": record.kind,
            "structure_parente": record.parent,
            "services": "",
            "source": "pont-des-arts",
            "date_maj": on.isoformat(),
        }
        for record in records
    ])  # fmt: skip


def geojson(records: Sequence[Record], on: date) -> bytes:
    """Points, those that have one."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [record.longitude, record.latitude]},
            "properties": {
                name: value
                for name, value in zip(_COLUMNS, _row(record), strict=True)
                if value not in ("", None) and name not in ("Latitude", "Longitude")
            },
        }
        for record in records
        if record.latitude is not None and record.longitude is not None
    ]
    return _json({"type": "FeatureCollection", "features": features})


def csv(records: Sequence[Record], on: date) -> bytes:
    return sheets.csv(_COLUMNS, _rows(records))


def xlsx(records: Sequence[Record], on: date) -> bytes:
    return sheets.xlsx(_COLUMNS, _rows(records), name="Structures")


def _rows(records: Iterable[Record]) -> Iterable[sheets.Row]:
    return (_row(record) for record in records)


def _row(record: Record) -> sheets.Row:
    return (
        record.id, record.name, record.parent, record.kind, record.siret, record.rna, record.address,
        record.postal_code, record.commune, record.insee, record.latitude, record.longitude, record.phone,
        record.email, record.website, ", ".join(record.audiences), record.stage, record.area,
    )  # fmt: skip


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


FORMATS: tuple[Format, ...] = (
    Format("xlsx", "tableau Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    Format("csv", "tableau CSV", "csv", "text/csv; charset=utf-8", csv),
    Format("data-inclusion", "data·inclusion (JSON)", "json", "application/json", data_inclusion),
    Format("mediation-numerique", "standard de la médiation numérique (JSON)", "json", "application/json", mednum),
    Format("geojson", "points sur une carte (GeoJSON)", "geojson", "application/geo+json", geojson),
)
