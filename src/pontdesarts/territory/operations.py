"""Loading of the national reference data, by the operator's commands. Loading twice changes nothing.

Nobody edits these data and no association owns them: the commands say what they did, the journal does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

import shapely
from django.db import connection, models, transaction

from . import rules
from .area_files import AreaRow, Unreadable
from .models import Commune, Department, Outline, PriorityArea
from .rules import Point, distance_km, fold

# A perimeter is a few kilometres from the town hall of its commune; further than this, its coordinates are wrong.
FURTHEST_KM = 60.0
_BATCH = 2000


@dataclass(slots=True)
class Tally:
    """What a loading did. ``refused`` lines were left aside; ``noted`` ones were loaded, with a doubt."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    absent: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    code: str
    name: str
    region_code: str
    region_name: str
    zone: str


@dataclass(frozen=True, slots=True)
class CommuneRow:
    insee: str
    name: str
    department_id: str
    parent_id: str | None
    postal_codes: list[str]
    population: int | None
    latitude: float | None
    longitude: float | None


@transaction.atomic
def load_departments(rows: Iterable[DepartmentRow]) -> Tally:
    """Creates and updates departments. Those that the rows no longer name stay: others point at them."""
    fields = ["name", "region_code", "region_name", "zone"]
    wanted = (Department(**{name: getattr(row, name) for name in ["code", *fields]}) for row in rows)
    return _write(Department, {d.code: d for d in wanted}, fields)


@transaction.atomic
def load_communes(rows: Iterable[CommuneRow]) -> Tally:
    """Creates and updates communes, departments first. Those that the rows no longer name stay, and are counted."""
    fields = ["name", "department_id", "parent_id", "postal_codes", "population", "latitude", "longitude", "folded"]
    wanted = (
        Commune(folded=fold(row.name), **{name: getattr(row, name) for name in ["insee", *fields[:-1]]}) for row in rows
    )
    return _write(Commune, {c.insee: c for c in wanted}, fields)


def _write(model: type[models.Model], wanted: dict[str, Any], fields: list[str]) -> Tally:
    """Writes only what differs, in bulk."""
    known = {row[0]: row[1:] for row in model._default_manager.order_by().values_list("pk", *fields)}
    values = attrgetter(*fields)
    new = [thing for pk, thing in wanted.items() if pk not in known]
    changed = [thing for pk, thing in wanted.items() if pk in known and known[pk] != values(thing)]
    _copy(model, new, fields)
    names = [name.removesuffix("_id") for name in fields]
    if changed:
        model._default_manager.bulk_update(changed, names, batch_size=_BATCH)
    return Tally(
        created=len(new),
        updated=len(changed),
        unchanged=len(wanted) - len(new) - len(changed),
        absent=len(known.keys() - wanted.keys()),
    )


def _copy(model: type[models.Model], things: list[Any], fields: list[str]) -> None:
    """Inserts by COPY: a third of the time that INSERT takes for 35,000 communes."""
    names = [model._meta.pk.attname, *fields]
    table, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, names))
    values = attrgetter(*names)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for thing in things:
            copy.write_row(values(thing))


@transaction.atomic
def load_priority_areas(
    rows: Iterable[AreaRow | Unreadable],
    *,
    kind: str,
    vintage: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
    simplified: bool = False,
) -> Tally:
    """Creates and updates the areas of one kind and vintage; areas that the file does not name stay as they are.

    A list without perimeters never erases a perimeter that is known. ``valid_from`` and ``valid_to`` replace
    `rules.validity`. Needs the communes, to find the codes of those that a file only names.
    """
    tally = Tally()
    merged = _merged(rows, vintage, tally)
    places = _Communes(merged.values())
    known = {area.code: area for area in PriorityArea.objects.filter(kind=kind, vintage=vintage)}
    new, changed = [], []
    for row in merged.values():
        fresh = _area(row, places, tally, kind=kind, vintage=vintage, simplified=simplified)
        if fresh is None:
            continue
        _date(fresh, valid_from, valid_to)
        old = known.get(row.code)
        if old is None:
            new.append(fresh)
        elif _absorb(old, fresh):
            changed.append(old)
        else:
            tally.unchanged += 1
    PriorityArea.objects.bulk_create(new, batch_size=_BATCH)
    if changed:
        PriorityArea.objects.bulk_update(changed, _ABSORBED, batch_size=500)
    tally.created, tally.updated, tally.absent = len(new), len(changed), len(known.keys() - merged.keys())
    return tally


_DRAWN = ["geometry", "west", "south", "east", "north", "simplified"]
_ABSORBED = ["name", "insee_codes", "departments", "valid_from", "valid_to", *_DRAWN]


def _absorb(old: PriorityArea, fresh: PriorityArea) -> bool:
    """Takes over into ``old`` what ``fresh`` knows; whether anything changed."""
    names = [name for name in _ABSORBED if not (name in _DRAWN and fresh.geometry is None)]
    if fresh.geometry is None and not fresh.insee_codes:
        names.remove("insee_codes")
    changed = False
    for name in names:
        before, after = getattr(old, name), getattr(fresh, name)
        if (bytes(before) if isinstance(before, memoryview) else before) != after:
            setattr(old, name, after)
            changed = True
    return changed


def _merged(rows: Iterable[AreaRow | Unreadable], vintage: int, tally: Tally) -> dict[str, AreaRow]:
    """One row an area: a list by commune has as many lines for an area as it has communes."""
    merged: dict[str, AreaRow] = {}
    for row in rows:
        if isinstance(row, Unreadable):
            tally.refused.append((row.item, row.reason))
        elif (row.code.startswith("QN") and vintage < 2024) or (row.code.startswith("QP") and vintage >= 2024):
            tally.refused.append((f"{row.item} ({row.code})", f"Ce code n'est pas du millésime {vintage}."))
        elif row.code not in merged:
            merged[row.code] = row
        else:
            merged[row.code] = _joined(merged[row.code], row)
    return merged


def _joined(one: AreaRow, other: AreaRow) -> AreaRow:
    drawn = [row.perimeter for row in (one, other) if row.perimeter is not None]
    return AreaRow(
        one.item,
        one.code,
        one.name,
        list(dict.fromkeys(one.insee_codes + other.insee_codes)),
        list(dict.fromkeys(one.communes + other.communes)),
        one.department or other.department,
        shapely.union_all(drawn) if drawn else None,
    )


class _Communes:
    """The communes of the departments of a file: by folded name, and where they are."""

    def __init__(self, rows: Iterable[AreaRow]) -> None:
        departments = {department for row in rows for department in _departments_of_area(row)}
        self.by_name: dict[tuple[str, str], str] = {}
        self.centres: dict[str, Point] = {}
        for commune in Commune.objects.filter(department__in=departments).order_by("insee"):
            self.by_name[commune.department_id, commune.folded] = commune.insee
            # « Paris 13ème » as well as « Paris 13e Arrondissement »
            self.by_name.setdefault(
                (commune.department_id, commune.folded.removesuffix(" arrondissement")), commune.insee
            )
            if commune.centre:
                self.centres[commune.insee] = commune.centre

    def codes(self, row: AreaRow, departments: list[str]) -> tuple[list[str], list[str]]:
        """The INSEE codes of a row, and the names that no commune of its departments has."""
        if row.insee_codes:
            return sorted(row.insee_codes), []
        found = {name: next(self._called(name, departments), "") for name in row.communes}
        lost = [name for name, code in found.items() if not code]
        # half a list would put the communes that it lacks « out »;
        # an area without codes leaves its department in doubt
        return ([] if lost else sorted(set(found.values()))), lost

    def _called(self, name: str, departments: list[str]) -> Iterator[str]:
        """By its name, else by the one longer name of the department: « Évry » became « Évry-Courcouronnes »."""
        folded = fold(name)
        for department in departments:
            if exact := self.by_name.get((department, folded)):
                yield exact
                continue
            known = (
                code for (d, full), code in self.by_name.items() if d == department and full.startswith(folded + " ")
            )
            longer = set(known)
            if len(longer) == 1:
                yield longer.pop()


def _departments_of_area(row: AreaRow) -> list[str]:
    """« QP094001 » is of the 94, « QN02A01M » of the 2A, whatever its communes; a free code tells nothing."""
    if row.code[:2] in {"QP", "QN"} and len(row.code) == 8:
        return [row.code[2:5].removeprefix("0")]
    if row.insee_codes:
        return sorted({d for code in row.insee_codes for d in rules.departments_of(code)})
    return [row.department.removeprefix("0").zfill(2)] if row.department else []


def _area(
    row: AreaRow, places: _Communes, tally: Tally, *, kind: str, vintage: int, simplified: bool
) -> PriorityArea | None:
    """The area of a row, or None and a refusal."""
    departments = _departments_of_area(row)
    item = f"{row.item} ({row.code})"
    if not departments:
        tally.refused.append((item, "Ni la commune ni le département de ce quartier ne sont donnés."))
        return None
    codes, lost = places.codes(row, departments)
    area = PriorityArea(
        kind=kind, code=row.code, vintage=vintage, name=row.name, insee_codes=codes, simplified=simplified
    )
    area.departments = sorted(
        {*departments, *(d for c in codes for d in rules.departments_of(c) if not c.startswith("2"))}
    )
    if row.perimeter is not None:
        centres = [places.centres[code] for code in codes if code in places.centres]
        middle = row.perimeter.centroid
        if centres and min(distance_km(Point(middle.y, middle.x), centre) for centre in centres) > FURTHEST_KM:
            tally.refused.append((item, f"Le périmètre est à plus de {FURTHEST_KM:.0f} km de sa commune."))
            return None
        area.geometry = shapely.to_wkb(row.perimeter)
        area.west, area.south, area.east, area.north = row.perimeter.bounds
    if lost:
        tally.noted.append((item, f"Commune inconnue sous ce nom : {', '.join(lost)}."))
    return area


def _date(area: PriorityArea, valid_from: date | None, valid_to: date | None) -> None:
    overseas = any(department[:2] in {"97", "98"} for department in area.departments)
    first, last = rules.validity(area.vintage, overseas=overseas)
    area.valid_from, area.valid_to = valid_from or first, valid_to or last


@transaction.atomic
def load_outlines(shapes: dict[str, Any]) -> Tally:
    """Stores the GeoJSON geometry of each commune (by INSEE code); codes that no commune has are refused."""
    tally = Tally()
    communes = set(Commune.objects.filter(insee__in=shapes).order_by().values_list("insee", flat=True))
    known = dict(Outline.objects.filter(commune__in=shapes).order_by().values_list("commune_id", "geometry"))
    new, changed = [], []
    for insee, geometry in shapes.items():
        if insee not in communes:
            tally.refused.append((insee, "Aucune commune n'a ce code."))
        elif insee not in known:
            new.append(Outline(commune_id=insee, geometry=geometry))
        elif known[insee] != geometry:
            changed.append(Outline(commune_id=insee, geometry=geometry))
        else:
            tally.unchanged += 1
    Outline.objects.bulk_create(new, batch_size=_BATCH)
    if changed:
        Outline.objects.bulk_update(changed, ["geometry"], batch_size=500)
    tally.created, tally.updated = len(new), len(changed)
    return tally
