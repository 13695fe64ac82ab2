"""Who may do what with a convention."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations

from .models import Agreement


def may_run(user: User, agreement: Agreement) -> bool:
    """The team writes, sends, and notes; the people of a party read."""
    return associations.may_run(user, agreement.association)
