"""Who opens and closes the way in of programs."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet, StaffRole
from pontdesarts.network.models import Structure, StructureQuerySet

_WRITERS = (StaffRole.Role.DIRECTION, StaffRole.Role.TEAM)


def opening_for(user: User) -> AssociationQuerySet:
    """The associations for which the person opens accesses: where they do the daily work."""
    roles = StaffRole.objects.current().filter(user=user, role__in=_WRITERS)
    return Association.objects.filter(pk__in=roles.values("association")).order_by("name", "pk")


def partners_of(associations: AssociationQuerySet) -> StructureQuerySet:
    return Structure.objects.partners().filter(association__in=associations).order_by("sort_name", "pk")
