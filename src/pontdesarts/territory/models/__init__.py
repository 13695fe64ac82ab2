from .commune import Commune, CommuneQuerySet, Outline
from .department import Department
from .priority_area import PriorityArea, PriorityAreaQuerySet

__all__ = ["Commune", "CommuneQuerySet", "Department", "Outline", "PriorityArea", "PriorityAreaQuerySet"]
