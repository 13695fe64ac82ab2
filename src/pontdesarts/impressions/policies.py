"""Who reads and passes on what was said."""

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association


def may_pass_on(user: User, association: Association) -> bool:
    """The team reads what was said, thanks and writes."""
    return associations.may_run(user, association)
