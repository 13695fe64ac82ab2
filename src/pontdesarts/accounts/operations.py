"""Every write about accounts that is not the person's own (sign-in, password, second factor are allauth's)."""

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None) -> User:
    """Make the account of somebody who opened a link mailed to ``email``: the address is therefore verified.

    Without a password the person signs in with a code sent by mail.
    """
    user = User.objects.create_user(email=email, password=password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
