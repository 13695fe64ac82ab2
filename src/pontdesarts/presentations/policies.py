"""Who may ask for season sheets and gather them."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.network.models import Stage, Structure, StructureQuerySet

# a structure that is not yet one of ours, or no longer, is not asked for a sheet
NOT_ASKED = (Stage.PROSPECT, Stage.IN_DISCUSSION, Stage.LAPSED)


def gathered_by(user: User) -> AssociationQuerySet:
    """The associations whose sheets the person sees whole: those where they work, readers too."""
    return Association.objects.staffed_by(user).order_by("name", "pk")


def partners_of(association: Association) -> StructureQuerySet:
    """The partners that the association may present."""
    partners = Structure.objects.partners().filter(association=association, partner__suspended_at=None)
    return partners.exclude(stage__in=NOT_ASKED)
