"""Who reads what of the directory."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association

from .selection import PAPER, TEAM, Reader


def reader_of(user: User, association: Association) -> Reader:
    """Those who do the daily work read all; readers (elected members, funders) and volunteers no sensitive kind."""
    return TEAM if associations.may_run(user, association) else PAPER


def may_open(user: User, association: Association) -> bool:
    """To the public."""
    return associations.may_direct(user, association)
