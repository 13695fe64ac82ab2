"""Who may read which figures."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure


def may_read_live(user: User, association: Association) -> bool:
    """Figures as they are this minute, whole: those who see each booking anyway."""
    return associations.may_run(user, association)


def may_settle(user: User, association: Association) -> bool:
    return associations.may_run(user, association)


def may_read_of(user: User, structure: Structure) -> bool:
    """Of a relay or a partner: its own people, and the team."""
    return (
        associations.may_run(user, structure.association)
        or Structure.objects.held_by(user).filter(pk=structure.pk).exists()
    )
