"""Every write about accounts that is not the person's own (sign-in, password, second factor are allauth's)."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from .models import User


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None) -> User:
    """Make the account of somebody who opened a link mailed to ``email``: the address is therefore verified.

    Without a password the person signs in with a code sent by mail.
    """
    user = User.objects.create_user(email=email, password=password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def rename(user: User, *, name: str) -> None:
    """Change how the person is named, from now on; the journal keeps the name of the time."""
    User.objects.filter(pk=user.pk).update(name=name.strip())


DORMANT = timedelta(days=2 * 365)


@transaction.atomic
def close_dormant(*, at: datetime) -> int:
    """Erase the accounts that nobody has opened for two years, with their posts and roles; returns how many.

    What they booked and wrote stays, without them. The operator's own account is never erased.
    """
    before = at - DORMANT
    silent = Q(last_login__lt=before) | Q(last_login=None, joined_at__lt=before)
    dormant = User.objects.filter(silent, is_superuser=False)
    count = dormant.count()
    dormant.delete()
    return count
