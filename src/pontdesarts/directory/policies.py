"""Who reads what of the directory."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association

from .selection import PAPER, TEAM, Reader


def reader_of(user: User, association: Association) -> Reader:
    """Those to whom the association is confided read all, its team and a visit of the federation; readers (elected
    members, funders) and volunteers no sensitive kind."""
    return TEAM if Association.objects.confided_to(user).filter(pk=association.pk).exists() else PAPER


def may_export(user: User, association: Association) -> bool:
    """Take the network away as a file."""
    return associations.may_run(user, association)


def may_open(user: User, association: Association) -> bool:
    """To the public."""
    return associations.may_direct(user, association)
