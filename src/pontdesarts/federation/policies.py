"""Who visits, who takes the data away, who lets an association in."""

from pontdesarts.accounts.models import User


def may_visit(user: User) -> bool:
    """Works for the federation today."""
    return user.federation_roles.filter(ended_at=None).exists()


def may_open_doors(user: User) -> bool:
    """Takes an association in, and says who works for the federation: the operator of the platform."""
    return user.is_staff
