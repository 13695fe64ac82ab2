"""Who may do what in an individual support."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.network.models import Structure
from pontdesarts.network.policies import holds_post


def may_lead(user: User, structure: Structure) -> bool:
    """Begin, plan, note visits, end: the association's team."""
    return associations.may_run(user, structure.association)


def may_share(user: User, structure: Structure) -> bool:
    """Ask, write the diagnosis, say that a step is done: the accompanied team too."""
    return may_lead(user, structure) or holds_post(user, structure)
