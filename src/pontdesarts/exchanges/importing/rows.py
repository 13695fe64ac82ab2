"""From a row to what it tells: dirty cells made plain, each doubt said on its line."""

import re
from collections.abc import Mapping
from typing import Any

from pontdesarts.incoming.notes import Refusal
from pontdesarts.incoming.sheets import Row, Table
from pontdesarts.incoming.texts import address_of_page, folded, line
from pontdesarts.incoming.values import decimal, drawn_id, five_figures, whole
from pontdesarts.network.rules import NumberRefused, read_rna, read_siret

from .columns import missing, suggest
from .tables import Tables
from .told import ADDRESS_LENGTH, ID_LENGTH, NAME_LENGTH, PHONE_LENGTH, WEBSITE_LENGTH, Reading, Told

_NOTHING = {"", "-", "--", "nc", "n c", "n a", "na", "null", "none", "nan", "sans objet"}
_QUOTED = {"'+", "'=", "'-", "'@"}
_CLOSED = {"ferme", "fermee", "inactif", "inactive", "cesse", "cessee", "f", "c", "definitivement ferme"}
_AS_A_FLOAT = re.compile(r"(\d{9,14})\.0+")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[a-zA-Z]{2,}")
_POSTCODE = re.compile(r"[,\s]*\b(\d{5})\b\s*([^\d,;\n()]*)$")
_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_PHONES = re.compile(r"\s*(?:/|;|,| ou | et |\n)\s*")
_CORSICA = re.compile(r"(?:\d{2,3}|2[ABab])")


def read(found: Tables, *, matching: Mapping[str, str] | None = None, file_name: str = "") -> Reading:
    """``matching``: our field → their column; None lets the columns say. Never raises on the content."""
    hints = folded(" ".join([re.sub(r"\.\w+$", "", file_name), *found.structures.columns]))
    audiences = _audiences(found.services)
    sheet = found.structures
    if not sheet.columns:
        return Reading(found.format, source=found.source, audiences=audiences)
    where = suggest(sheet) if matching is None else dict(matching)
    where = {field: column for field, column in where.items() if column in sheet.columns}
    if reason := missing(where, sheet, found.format):
        return Reading(found.format, refusals=(Refusal(file_name or "fichier", reason),), source=found.source)
    at = {field: sheet.columns.index(column) for field, column in where.items()}
    told, refusals = [], list(sheet.problems)
    for row in sheet.rows:
        cells = {field: _cell(row.cells[index]) for field, index in at.items()}
        if not _words(cells, "name", NAME_LENGTH):
            refusals.append(_nameless(row, sheet))
            continue
        told.append(_told(row, cells))
    if not told and not refusals:
        refusals.append(Refusal(file_name or "fichier", "Ce fichier ne contient aucune structure."))
    return Reading(found.format, tuple(_each_once(told)), tuple(refusals), found.source, hints, audiences)


def _nameless(row: Row, sheet: Table) -> Refusal:
    said = [line(str(cell), 40) for cell in row.cells if cell not in (None, "")][:2]
    item = "sans nom" + (f" ({', '.join(said)})" if said else "")
    return Refusal(item, "La ligne n'a pas de nom de structure.", row.line)


def _cell(value: Any) -> Any:
    if isinstance(value, str) and (value.strip().startswith("#") or folded(value) in _NOTHING):
        return None
    # an apostrophe keeps a spreadsheet from running what follows: ours writes one
    return value[1:] if isinstance(value, str) and value[:2] in _QUOTED else value


def _words(cells: Mapping[str, Any], field: str, most: int) -> str:
    value = cells.get(field)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return line(value, most)


def _told(row: Row, cells: dict[str, Any]) -> Told:
    notes: list[str] = []
    name = line(f"{_words(cells, 'name', 300)} {_words(cells, 'more_name', 300)}".strip(), NAME_LENGTH)
    siret, rna = _numbers(cells, notes)
    address, code, city = _address(cells, notes)
    first, second = _coordinates(cells)
    key = _words(cells, "id", ID_LENGTH)
    return Told(
        line=row.line,
        key=key or drawn_id(siret, name, five_figures(cells.get("insee")), code, city, address),
        name=name,
        parent=_words(cells, "parent", NAME_LENGTH),
        siret=siret,
        rna=rna,
        kind=_words(cells, "kind", 120),
        address=address,
        postal_code=code,
        city=city,
        insee=five_figures(cells.get("insee")),
        department=_department(cells.get("department")),
        first=first,
        second=second,
        phone=_phone(cells),
        email=_email(cells, notes),
        website=address_of_page(cells.get("website"), WEBSITE_LENGTH),
        audiences=_codes(cells.get("audiences")),
        capacity=whole(cells.get("capacity")) or None,
        closed=folded(_words(cells, "state", 40)) in _CLOSED,
        notes=tuple(notes),
    )


def _numbers(cells: Mapping[str, Any], notes: list[str]) -> tuple[str, str]:
    siret, rna = cells.get("siret"), cells.get("rna")
    either = cells.get("number")
    if either is not None and siret is None and rna is None:
        if isinstance(either, str) and either.strip().upper().startswith("W"):
            rna = either
        else:
            siret = either
    return _siret(siret, notes), _rna(rna, notes)


def _siret(cell: Any, notes: list[str]) -> str:
    """A cell that a spreadsheet took for a number has lost no digit as long as its digits agree with one another."""
    if isinstance(cell, str) and (found := _AS_A_FLOAT.fullmatch(cell.strip())):
        cell = int(found.group(1))
    try:
        return read_siret(cell)
    except NumberRefused as refusal:
        notes.append(f"Le SIRET « {line(str(cell), 30)} » n'est pas repris. {refusal}")
        return ""


def _rna(cell: Any, notes: list[str]) -> str:
    try:
        return read_rna(cell)
    except NumberRefused as refusal:
        notes.append(f"Le numéro RNA « {line(str(cell), 30)} » n'est pas repris. {refusal}")
        return ""


def _address(cells: Mapping[str, Any], notes: list[str]) -> tuple[str, str, str]:
    """The address in one line, the postal code and the town, taken out of the address where they have no column."""
    address = _words(cells, "address", 300)
    number, street_type = _words(cells, "street_number", 20), _words(cells, "street_type", 40)
    street = address or " ".join(part for part in (street_type, _words(cells, "street", 200)) if part)
    if number and street and not street[:1].isdigit():
        street = f"{number} {street}"
    written = cells.get("postal_code")
    code, city = five_figures(written), _words(cells, "city", 100)
    if written is not None and not code:
        notes.append(f"Le code postal « {line(str(written), 20)} » n'a pas 5 chiffres : il n'est pas repris.")
    if not (code or city) and (found := _POSTCODE.search(street)):
        code, city = found.group(1), found.group(2).strip(" -–")
        street = street[: found.start()].rstrip(" ,")
    more = _words(cells, "address_more", 200)
    if more and folded(more) not in folded(street):
        street = f"{street}, {more}" if street else more
    return line(street, ADDRESS_LENGTH), code, line(city, 100)


def _coordinates(cells: Mapping[str, Any]) -> tuple[float | None, float | None]:
    first, second = decimal(cells.get("latitude")), decimal(cells.get("longitude"))
    if first is None and isinstance(cells.get("point"), str) and (found := _PAIR.fullmatch(cells["point"])):
        first, second = float(found.group(1)), float(found.group(2))
    return (None, None) if first is None or second is None else (first, second)


def _department(cell: Any) -> str:
    text = line(str(cell) if isinstance(cell, int) else cell, 60)
    text = text.zfill(2) if text.isdigit() else text
    return text.upper() if _CORSICA.fullmatch(text) else ""


def _phone(cells: Mapping[str, Any]) -> str:
    cell = cells.get("phone")
    text = line(f"0{cell}" if isinstance(cell, int) and len(str(cell)) == 9 else cell, 120)
    first = _PHONES.split(text)[0]
    return first if len(first) <= PHONE_LENGTH and any(sign.isdigit() for sign in first) else ""


def _email(cells: Mapping[str, Any], notes: list[str]) -> str:
    text = _words(cells, "email", 254)
    found = _MAIL.search(text)
    if text and not found:
        notes.append(f"« {line(text, 60)} » n'est pas une adresse électronique : elle n'est pas reprise.")
    return found.group(0).rstrip(".").lower() if found else ""


def _codes(cell: Any) -> tuple[str, ...]:
    parts = re.split(r"[;,|]", cell) if isinstance(cell, str) else []
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _audiences(services: Table | None) -> dict[str, tuple[str, ...]]:
    """Whom each structure receives, by its identifier, from the services that it gives."""
    if services is None or "structure_id" not in services.columns or "publics" not in services.columns:
        return {}
    of, what = services.columns.index("structure_id"), services.columns.index("publics")
    received: dict[str, tuple[str, ...]] = {}
    for row in services.rows:
        key = line(row.cells[of], ID_LENGTH)
        if key:
            received[key] = tuple(dict.fromkeys((*received.get(key, ()), *_codes(row.cells[what]))))
    return received


def _each_once(told: list[Told]) -> list[Told]:
    """Two lines may bear the same identifier: the second is told apart by its line's own words."""
    seen: dict[str, Told] = {}
    kept = []
    for each in told:
        other = seen.setdefault(each.key, each)
        if other is not each and (other.name, other.address) != (each.name, each.address):
            each = _renamed(each, drawn_id(each.key, each.name, each.address))
        kept.append(each)
    return kept


def _renamed(each: Told, key: str) -> Told:
    fields = {name: getattr(each, name) for name in Told.__dataclass_fields__}
    return Told(**fields | {"key": key})
