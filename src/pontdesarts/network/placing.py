"""Where a structure stands: in a priority area, out of it, or one cannot tell.

The address of the structure is placed, never that of a person. The centre of a commune is not an address: without
coordinates of its own, a structure in a commune that has a priority area cannot be told.
"""

from datetime import date

from pontdesarts.territory.models import PriorityArea
from pontdesarts.territory.perimeters import Answer, Perimeters, priority_area_of
from pontdesarts.territory.rules import Perimeter, Point

from .models import Structure


def area_of(structure: Structure, on: date, perimeters: Perimeters | None = None) -> Answer:
    """The answer for the structure's address that day: three queries at most, none with the ``perimeters`` at hand."""
    point = None
    if structure.latitude is not None and structure.longitude is not None:
        point = Point(structure.latitude, structure.longitude)
    insee = structure.commune_id or ""
    return perimeters.of(point, insee) if perimeters else priority_area_of(point, insee, on)


def place(structure: Structure, on: date, perimeters: Perimeters | None = None) -> bool:
    """Write the answer on the structure, not saved; tell whether it changed."""
    answer = area_of(structure, on, perimeters)
    said = (answer.state.value, answer.code, answer.vintage)
    if said == (structure.area_state, structure.area_code, structure.area_vintage):
        return False
    structure.area_state, structure.area_code, structure.area_vintage = said
    return True


def kept_answer(structure: Structure) -> Answer:
    """What was last said of the structure's address, with the name of the area: a query at most."""
    kind, code, vintage = PriorityArea.Kind.QPV, structure.area_code, structure.area_vintage
    area = None
    if code and vintage is not None:
        area = PriorityArea.objects.filter(kind=kind, code=code, vintage=vintage).order_by("pk").first()
    return Answer(Perimeter(structure.area_state), kind, code, vintage, area.name if area else "")


def sentence(answer: Answer) -> str:
    """What may be said of the answer, in words."""
    area = f"{answer.name} ({answer.code}, {answer.vintage})".strip() if answer.code else ""
    match answer.state:
        case Perimeter.INSIDE:
            return f"dans le quartier prioritaire {area}"
        case Perimeter.OUTSIDE:
            return "hors des quartiers prioritaires"
        case Perimeter.UNKNOWN:
            return f"on ne peut pas dire : à la limite de {area}" if area else "on ne peut pas dire"
