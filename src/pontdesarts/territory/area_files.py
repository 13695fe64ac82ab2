"""Reading what an operator downloaded: official perimeters and lists of areas, in the shapes that they come in.

GeoJSON or CSV, UTF-8 with or without (double) BOM or Windows-1252, `;` `,` tabs or bars, any case of the official
property names of 2015 and 2024. A line that cannot be read is refused with its reason; the others go on.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from pontdesarts.journal.refusals import Refused

from .rules import fold

_CODE = ("code_qp", "code_qpv", "codeqp", "code_quartier", "code_qva", "code")
_NAME = ("lib_qp", "nom_qp", "nom_qpv", "nom_quartier", "lib_quartier", "libelle", "nom", "name")
_INSEE = ("insee_com", "code_insee", "depcom", "code_commune", "code_insee_commune", "insee")
_COMMUNE = ("lib_com", "commune_qp", "nom_commune", "commune")
_DEPARTMENT = ("insee_dep", "code_departement", "departement", "dep")
_WELL_FORMED = re.compile(r"^[A-Z0-9]{4,12}$")
LARGEST_BYTES = 300 * 1024 * 1024


class UnreadableFile(Refused):
    """The file as a whole is not what it should be."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as a file tells it. ``communes`` are names, where the file gives no INSEE code."""

    item: str
    code: str
    name: str
    insee_codes: list[str] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    department: str = ""
    perimeter: Any = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read, and why, in French."""

    item: str
    reason: str


def read_areas(path: Path) -> Iterator[AreaRow | Unreadable]:
    """The areas of a file, one by one. Raises `UnreadableFile` at once when it is neither GeoJSON nor CSV."""
    text = read_text(path)
    if text.lstrip()[:1] in {"{", "["}:
        return (_area(f"objet {n}", properties, geometry) for n, properties, geometry in features(text))
    return _csv_areas(text)


def read_text(path: Path) -> str:
    """The text of a file, whatever its encoding; refuses what is not text."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFile("Le fichier dépasse 300 Mo.")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"Le fichier « {path} » ne peut pas être lu ({error.strerror}).") from error
    if raw[:2] == b"PK":
        raise UnreadableFile(
            "Le fichier est une archive ou un classeur.", "Extraire le GeoJSON ou le CSV qu'il contient."
        )
    if b"\0" in raw[:4096]:
        raise UnreadableFile("Le fichier n'est pas du texte.", "Donner le fichier GeoJSON ou CSV officiel.")
    while raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if not text.strip():
        raise UnreadableFile("Le fichier est vide.")
    return text


def features(text: str) -> Iterator[tuple[int, dict[str, str], Any]]:
    """Number, properties (names in lower case) and raw geometry of each feature. Raises `UnreadableFile` at once."""
    try:
        collection = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"Le fichier commence comme du JSON, mais n'en est pas : {error}.") from error
    found = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(found, list):
        raise UnreadableFile("Le fichier JSON n'est pas un GeoJSON : il n'a pas de liste « features ».")
    return _features(found)


def _features(found: list[Any]) -> Iterator[tuple[int, dict[str, str], Any]]:
    for number, feature in enumerate(found, 1):
        feature = feature if isinstance(feature, dict) else {}
        properties = feature.get("properties")
        yield number, _lowered(properties if isinstance(properties, dict) else {}), feature.get("geometry")


def _csv_areas(text: str) -> Iterator[AreaRow | Unreadable]:
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    header = [cell.strip().casefold() for cell in next(lines)]
    if not set(header).intersection(_CODE):
        raise UnreadableFile(
            "Aucune colonne ne porte le code du quartier.", f"Colonnes attendues : {', '.join(_CODE[:3])}."
        )
    return _csv_rows(lines, header)


def _csv_rows(lines: Any, header: list[str]) -> Iterator[AreaRow | Unreadable]:
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(f"ligne {lines.line_num}", f"Ligne illisible ({error}).")
            continue
        item = f"ligne {lines.line_num}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield Unreadable(
                item, f"{len(cells)} colonnes au lieu de {len(header)} : guillemets ou séparateurs cassés."
            )
            continue
        yield _area(item, _lowered(dict(zip(header, cells, strict=True))), None)


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(";,\t|", key=header.count)


def _lowered(properties: dict[str, Any]) -> dict[str, str]:
    return {str(key).strip().casefold(): _cell(value) for key, value in properties.items()}


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    if any("\x80" <= c <= "\x9f" for c in text):
        # Windows-1252 read as Latin-1 by whoever made the file: « D\x92Avenir »
        text = "".join(_windows(c) for c in text)
    return "" if text in {"#N/A", "-", "NC", "None", "nan"} else text


def _windows(character: str) -> str:
    return (
        character.encode("latin-1").decode("cp1252", errors="replace") if "\x80" <= character <= "\x9f" else character
    )


def first(properties: dict[str, str], names: tuple[str, ...]) -> str:
    return next((properties[name] for name in names if properties.get(name)), "")


def _area(item: str, properties: dict[str, str], geometry: Any) -> AreaRow | Unreadable:
    code = first(properties, _CODE).upper().replace(" ", "")
    if not _WELL_FORMED.match(code):
        return Unreadable(item, f"Code de quartier absent ou mal formé : « {code} ».")
    insee = [_insee(part) for part in re.split(r"[,;|/ ]+", first(properties, _INSEE)) if part]
    if bad := [part for part in insee if not re.match(r"^\d[\dAB]\d{3}$", part)]:
        return Unreadable(f"{item} ({code})", f"Code de commune mal formé : « {bad[0]} ».")
    name = first(properties, _NAME)
    if not name or len(name) > 250:
        return Unreadable(f"{item} ({code})", "Le nom du quartier manque ou dépasse 250 caractères.")
    perimeter = None
    if geometry is not None:
        try:
            perimeter = valid_polygons(geometry)
        except UnreadableFile as error:
            return Unreadable(f"{item} ({code})", error.sentence)
    communes = list(_commune_names(first(properties, _COMMUNE)))
    return AreaRow(item, code, name, insee, communes, first(properties, _DEPARTMENT).upper(), perimeter)


def _commune_names(text: str) -> Iterator[str]:
    """« Valenton, Limeil-Brévannes » and « Paris 18ème et 19ème arrondissements » one by one."""
    for part in re.split(r"[,;|]", text):
        folded = fold(part)
        if folded.endswith(" arrondissements"):
            city = folded.split(" ")[0] if folded[0].isalpha() else "paris"
            yield from (f"{city} {number}" for number in re.findall(r"\b\d{1,2}er?\b", folded))
        elif folded:
            yield part.strip()


def _insee(text: str) -> str:
    """« 1053 » and « 1053.0 » were « 01053 » before a spreadsheet opened the file."""
    return text.removesuffix(".0").upper().zfill(5)


def valid_polygons(geometry: Any) -> Any:
    """A valid polygon or multipolygon in WGS84 out of a GeoJSON geometry; raises `UnreadableFile` with the reason."""
    try:
        polygons = shapely.force_2d(shapely.make_valid(shape(geometry)))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise UnreadableFile("La géométrie est illisible.") from error
    parts = [part for part in shapely.get_parts(polygons).tolist() if part.geom_type in {"Polygon", "MultiPolygon"}]
    if not parts or not any(part.area for part in parts):
        raise UnreadableFile("La géométrie n'est pas une surface.")
    whole = shapely.union_all(parts)
    west, south, east, north = whole.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UnreadableFile("Les coordonnées ne sont pas en WGS84 (longitude, latitude) : Lambert 93, sans doute.")
    return whole
