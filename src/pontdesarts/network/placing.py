"""Where a structure stands: in a priority area, out of it, or one cannot tell.

The address of the structure is placed, never that of a person. The centre of a commune is not an address: without
coordinates of its own, a structure in a commune that has a priority area cannot be told.
"""

from datetime import date

from pontdesarts.territory.perimeters import Answer, priority_area_of
from pontdesarts.territory.rules import Perimeter, Point

from .models import Structure


def area_of(structure: Structure, on: date) -> Answer:
    """The answer for the structure's address that day, three queries at most."""
    point = None
    if structure.latitude is not None and structure.longitude is not None:
        point = Point(structure.latitude, structure.longitude)
    return priority_area_of(point, structure.commune_id or "", on)


def sentence(answer: Answer) -> str:
    """What may be said of the answer, in words."""
    area = f"{answer.name} ({answer.code}, {answer.vintage})" if answer.code else ""
    match answer.state:
        case Perimeter.INSIDE:
            return f"dans le quartier prioritaire {area}"
        case Perimeter.OUTSIDE:
            return "hors des quartiers prioritaires"
        case Perimeter.UNKNOWN:
            return f"on ne peut pas dire : à la limite de {area}" if area else "on ne peut pas dire"
