"""Every format as one table, or two: lists of records of any make are columns and rows all the same."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pontdesarts.incoming.kinds import MOST_BYTES, is_workbook, what_else
from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.sheets import Row, Table, table, workbook
from pontdesarts.incoming.texts import folded
from pontdesarts.incoming.values import decoded, document

from .told import Format

EXPECTED = "un tableau (.csv, .xlsx), une liste JSON (data·inclusion, médiation numérique) ou des points GeoJSON"
MOST_RECORDS = 20_000


@dataclass(frozen=True, slots=True)
class Tables:
    """``services`` is the other table of data·inclusion, whose lines say whom a structure of the first receives."""

    format: Format
    structures: Table
    services: Table | None = None
    source: str = ""


def tables(content: bytes) -> Tables:
    """Raises `Unreadable`, with the sentence to show."""
    if not content.strip(b"\x00 \t\r\n"):
        raise Unreadable(f"Ce fichier est vide. Il faut {EXPECTED}.")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Ce fichier dépasse {MOST_BYTES // 1024 // 1024} Mo : coupez-le en plusieurs.")
    if kind := what_else(content):
        raise Unreadable(f"Ce fichier est {kind}. Il faut {EXPECTED}.")
    if content.startswith(b"PK"):
        if not is_workbook(content):
            raise Unreadable(f"Ce fichier est une archive. Il faut {EXPECTED}.")
        return _of_workbook(content)
    if decoded(content[:4096]).lstrip()[:1] in ("{", "["):
        return _of_json(document(content))
    found = table(content)
    if len(found.columns) < 2:
        raise Unreadable(f"Ce fichier n'est pas un tableau : il n'a qu'une colonne. Il faut {EXPECTED}.")
    return _not_too_many(Tables(Format.CSV, found))


def _of_workbook(content: bytes) -> Tables:
    sheets = workbook(content)
    by_name = {folded(name): sheet for name, sheet in sheets.items()}
    if "structures" in by_name and "id" in by_name["structures"].columns:
        kept = {name: _without_help(by_name[name]) for name in ("structures", "services") if name in by_name}
        return _not_too_many(Tables(Format.DATA_INCLUSION, kept["structures"], kept.get("services")))
    first = next((sheet for sheet in sheets.values() if sheet.rows), next(iter(sheets.values())))
    return _not_too_many(Tables(Format.XLSX, first))


def _without_help(sheet: Table) -> Table:
    """The template of data·inclusion explains its columns in a line that asks to be ignored; examples do not."""
    if "__ignore__" not in sheet.columns or "nom" not in sheet.columns:
        return sheet
    at = sheet.columns.index("__ignore__")
    kept = tuple(row for row in sheet.rows if str(row.cells[at]).casefold() not in ("true", "vrai", "1", "x", "oui"))
    return Table(sheet.columns, kept, sheet.problems)


def _of_json(told: Any) -> Tables:
    if isinstance(told, dict) and isinstance(told.get("features"), list):
        return _not_too_many(_of_points(told["features"]))
    records = told if isinstance(told, list) else None
    if isinstance(told, dict):
        records = next((told[key] for key in ("items", "structures", "data", "results") if _listed(told, key)), None)
    records = [each for each in records or () if isinstance(each, dict)]
    if not records:
        raise Unreadable(f"Ce fichier JSON ne contient aucune liste de structures. Il faut {EXPECTED}.")
    keys = {key for record in records[:20] for key in record}
    services = _table(told["services"]) if isinstance(told, dict) and _listed(told, "services") else None
    if {"structure_id", "nom"} <= keys:
        return _not_too_many(Tables(Format.DATA_INCLUSION, _table([]), _table(records), "data-inclusion"))
    if {"source", "id", "nom"} <= keys and "pivot" not in keys:
        return _not_too_many(Tables(Format.DATA_INCLUSION, _table(records), services, "data-inclusion"))
    return _not_too_many(Tables(Format.MEDNUM if {"pivot", "nom"} <= keys else Format.JSON, _table(records)))


def _listed(told: Mapping[str, Any], key: str) -> bool:
    return isinstance(told.get(key), list)


def _of_points(features: Iterable[Any]) -> Tables:
    records = []
    of_osm = False
    for feature in features:
        if not isinstance(feature, dict):
            continue
        said = feature.get("properties")
        said = dict(said) if isinstance(said, dict) else {}
        of_osm = of_osm or str(said.get("@id", "")).startswith(("node/", "way/", "relation/"))
        record = {_bare(key): value for key, value in reversed(said.items()) if not key.startswith("source:")}
        record = dict(reversed(record.items())) | {key: value for key, value in said.items() if ":" not in key}
        if "id" not in record and feature.get("id") not in (None, ""):
            record["id"] = feature["id"]
        geometry = feature.get("geometry")
        point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
        if isinstance(point, list) and len(point) >= 2:
            record |= {"longitude": point[0], "latitude": point[1]}
        records.append(record)
    return Tables(Format.GEOJSON, _table(records), source="openstreetmap" if of_osm else "")


def _bare(key: str) -> str:
    """« addr:street » and « contact:street » of OpenStreetMap are the street."""
    start, _, rest = key.partition(":")
    return rest if rest and start in ("addr", "contact") else key


def _table(records: list[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(str(key) for record in records if isinstance(record, dict) for key in record))
    rows = tuple(
        Row(number, tuple(_cell(record.get(column)) for column in columns))
        for number, record in enumerate(records, start=1)
        if isinstance(record, dict)
    )
    return Table(columns, rows)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value if isinstance(each, str | int | float))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _not_too_many(found: Tables) -> Tables:
    if len(found.structures.rows) > MOST_RECORDS:
        raise Unreadable(f"Ce fichier a plus de {MOST_RECORDS} lignes : coupez-le en plusieurs.")
    return found
