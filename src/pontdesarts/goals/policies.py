"""Who reads and who sets goals."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association


def may_set(user: User, association: Association) -> bool:
    return associations.may_direct(user, association)


def may_read_lists(user: User, association: Association) -> bool:
    """What is behind a number names structures, their kinds, people: for the team, and a visit of the federation.
    Readers read the numbers."""
    return Association.objects.confided_to(user).filter(pk=association.pk).exists()
