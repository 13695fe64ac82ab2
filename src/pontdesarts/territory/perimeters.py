"""Is this address in a priority area, that day? In, out, or cannot tell.

An official perimeter answers for every point further than `rules.BORDER_METRES` from its border. Where only a list of
areas by commune is known, a commune that has one cannot be told. Where nothing was loaded for a department, neither;
simplified perimeters answer for their own communes only.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy
import shapely
from django.db.models import CharField, F, Func, Q

from . import rules
from .models import PriorityArea, PriorityAreaQuerySet
from .rules import Perimeter, Point

_METRES_PER_DEGREE = math.radians(1) * rules.EARTH_RADIUS_KM * 1000
_REACH_KM = rules.SIMPLIFIED_BORDER_METRES / 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """``code``, ``vintage`` and ``name`` tell the area inside which the point is, or at whose border it stands."""

    state: Perimeter
    kind: str
    code: str = ""
    vintage: int | None = None
    name: str = ""


def priority_area_of(point: Point | None, insee: str, on: date, *, kind: str = PriorityArea.Kind.QPV) -> Answer:
    """Where an address stands among the areas of ``kind`` in force that day: three queries, however many areas.

    ``point`` is None when the address has not been placed; ``insee`` is "" when its commune is not known.
    """
    areas = PriorityArea.objects.filter(kind=kind).in_force(on)
    wanted = Q(geometry__isnull=True)
    if insee:
        wanted = Q(insee_codes__overlap=rules.same_city(insee))
        wanted |= Q(insee_codes=[], departments__overlap=rules.departments_of(insee))
    near = areas.filter(wanted)
    if point is not None:
        near |= areas.around(rules.box_around(point, _REACH_KM))
    return Perimeters(near, departments=_loaded_departments(areas), kind=kind).of(point, insee)


class Perimeters:
    """Every area of one kind in force on a day, in memory, to place many addresses with two queries in all."""

    def __init__(self, areas: Iterable[PriorityArea], *, departments: set[str], kind: str) -> None:
        self.kind = kind
        self._departments = departments
        self._areas: Sequence[PriorityArea] = sorted(areas, key=lambda area: (-area.vintage, area.code))
        self._drawn = [area for area in self._areas if area.geometry is not None]
        self._shapes = shapely.from_wkb([bytes(area.geometry or b"") for area in self._drawn])
        self._tree = shapely.STRtree(self._shapes)

    @classmethod
    def in_force(cls, on: date, *, kind: str = PriorityArea.Kind.QPV) -> "Perimeters":
        areas = PriorityArea.objects.filter(kind=kind).in_force(on)
        return cls(areas, departments=_loaded_departments(areas), kind=kind)

    def of(self, point: Point | None, insee: str) -> Answer:
        """The answer for one address: see `priority_area_of`."""
        listed = self._listed(insee)
        if point is None:
            state = rules.in_any((), unlocated=bool(listed) or not insee, covered=self._covers(insee, listed))
            return Answer(state, self.kind)
        states = [(self._state(point, index), self._drawn[index]) for index in self._near(point)]
        state = rules.in_any(
            (state for state, _ in states),
            unlocated=any(area.geometry is None for area in listed),
            covered=self._covers(insee, listed),
        )
        told = next((area for area_state, area in states if area_state is state), None)
        if told is None or state is Perimeter.OUTSIDE:
            return Answer(state, self.kind)
        return Answer(state, self.kind, told.code, told.vintage, told.name)

    def _listed(self, insee: str) -> list[PriorityArea]:
        """The areas of that commune; of anywhere, where it is not known and they have no perimeter."""
        if not insee:
            return [area for area in self._areas if area.geometry is None]
        codes, departments = set(rules.same_city(insee)), set(rules.departments_of(insee))
        return [
            area
            for area in self._areas
            # an area whose communes are not known may be of any commune of its department
            if codes.intersection(area.insee_codes or ())
            or (not area.insee_codes and departments & {*area.departments})
        ]

    def _covers(self, insee: str, listed: list[PriorityArea]) -> bool:
        if len(self._departments) >= rules.NATIONAL_FROM_DEPARTMENTS:
            return True
        if not insee:
            return False
        return bool(listed) or not self._departments.isdisjoint(rules.departments_of(insee))

    def _near(self, point: Point) -> list[int]:
        box = rules.box_around(point, _REACH_KM)
        return sorted(int(index) for index in self._tree.query(shapely.box(box.west, box.south, box.east, box.north)))

    def _state(self, point: Point, index: int) -> Perimeter:
        return rules.in_perimeter(depth_metres(self._shapes[index], point), simplified=self._drawn[index].simplified)


def depth_metres(perimeter: Any, point: Point) -> float:
    """Metres from the point to the border of a perimeter in WGS84: positive within, negative without.

    Measured on the plane that touches the earth at the point: exact where it matters, near the border.
    """
    scale = numpy.array([_METRES_PER_DEGREE * math.cos(math.radians(point.latitude)), _METRES_PER_DEGREE])
    here = numpy.array([point.longitude, point.latitude])
    flat = shapely.transform(perimeter, lambda degrees: (degrees - here) * scale)
    origin = shapely.Point(0, 0)
    distance = float(shapely.distance(shapely.boundary(flat), origin))
    return distance if shapely.intersects(flat, origin) else -distance


def _loaded_departments(areas: PriorityAreaQuerySet) -> set[str]:
    """The departments whose true perimeters, or lists of areas, were loaded."""
    unnested = Func(F("departments"), function="unnest", output_field=CharField())
    return set(areas.filter(simplified=False).order_by().values_list(unnested, flat=True).distinct())
