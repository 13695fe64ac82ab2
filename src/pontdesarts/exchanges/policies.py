"""Who may bring structures in, and take them out."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet, StaffRole


def importing_for(user: User) -> AssociationQuerySet:
    """The associations where the person does the daily work of the team."""
    roles = StaffRole.objects.current().filter(user=user, role__in=StaffRole.DAILY_WORK)
    return Association.objects.filter(pk__in=roles.values("association")).order_by("name", "pk")
