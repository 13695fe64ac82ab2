from .association import Association, AssociationQuerySet
from .staff import StaffRole, StaffRoleQuerySet
from .visit import FederationRole, Visit, VisitQuerySet

__all__ = [
    "Association",
    "AssociationQuerySet",
    "FederationRole",
    "StaffRole",
    "StaffRoleQuerySet",
    "Visit",
    "VisitQuerySet",
]
