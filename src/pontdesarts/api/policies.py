"""Who opens and closes the way in of programs."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.network.models import Structure, StructureQuerySet


def opening_for(user: User) -> AssociationQuerySet:
    """The associations for which the person opens accesses: where they do the daily work."""
    return Association.objects.run_by(user)


def partners_of(associations: AssociationQuerySet) -> StructureQuerySet:
    return Structure.objects.partners().filter(association__in=associations).order_by("sort_name", "pk")
