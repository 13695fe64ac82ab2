from .association import Association, AssociationQuerySet
from .staff import StaffRole, StaffRoleQuerySet

__all__ = ["Association", "AssociationQuerySet", "StaffRole", "StaffRoleQuerySet"]
