"""Who may do what with offers and partners."""

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association, AssociationQuerySet, StaffRole
from pontdesarts.network.models import Structure, StructureQuerySet

_PROGRAMMERS = (*StaffRole.DAILY_WORK, StaffRole.Role.PROGRAMMER)


def programmed_by(user: User) -> StructureQuerySet:
    """The partners for whom the person enters offers: those that they represent, those of the associations where they
    programme."""
    roles = StaffRole.objects.current().filter(user=user, role__in=_PROGRAMMERS)
    posts = user.coordinator_posts.filter(ended_at=None)
    return Structure.objects.partners().filter(
        Q(association__in=roles.values("association")) | Q(pk__in=posts.values("structure"))
    )


def importing_for(user: User) -> AssociationQuerySet:
    """The associations for which the person imports programmes."""
    roles = StaffRole.objects.current().filter(user=user, role__in=_PROGRAMMERS)
    return Association.objects.filter(pk__in=roles.values("association")).order_by("name", "pk")


def represents(user: User, partner: Structure) -> bool:
    """The person is the partner's own, rather than somebody who helps."""
    return user.coordinator_posts.filter(ended_at=None, structure=partner).exists()


def may_send_link(user: User, partner: Structure) -> bool:
    return associations.may_programme(user, partner.association)


def linked_by(user: User) -> StructureQuerySet:
    """The partners to whom the person may send a link: those of the associations where they programme."""
    roles = StaffRole.objects.current().filter(user=user, role__in=_PROGRAMMERS)
    return Structure.objects.partners().filter(association__in=roles.values("association"))


def may_open_next_door(user: User | None, association: Association) -> bool:
    """Say yes for the association, to an offer that other associations may book: its direction and its team."""
    return user is not None and associations.may_run(user, association)


def reads_national_catalogue(user: User) -> bool:
    """Those who book or help to, in any association: the federation's people work in one. Partners have no outing to
    look for."""
    return user.referent_posts.filter(ended_at=None).exists() or StaffRole.objects.current().filter(user=user).exists()
