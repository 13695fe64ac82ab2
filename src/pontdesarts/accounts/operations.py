"""Every write about accounts that is not the person's own (sign-in, password, second factor are allauth's)."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from . import verbs
from .models import User


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None) -> User:
    """Make the account of somebody who opened a link mailed to ``email``: the address is therefore verified.

    Without a password the person signs in with a code sent by mail.
    """
    user = User.objects.create_user(email=email, password=password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def rename(user: User, *, name: str, by: Actor, at: datetime) -> None:
    """Change how the person is named, from now on; the journal keeps the name of the time, and not the new one."""
    changed = User.objects.filter(pk=user.pk).exclude(name=name.strip()).update(name=name.strip())
    if changed:
        journal.record(verbs.RENAMED, user, by=by, at=at)


@transaction.atomic
def close_dormant(*, at: datetime) -> int:
    """Erase the accounts that nobody has opened for two years, with their posts and roles; returns how many.

    What they booked and wrote stays, without them. The operator's own account is never erased.
    """
    before = User.personal_data["email"].before(at)
    silent = Q(last_login__lt=before) | Q(last_login=None, joined_at__lt=before)
    dormant = User.objects.filter(silent, is_superuser=False)
    count = dormant.count()
    dormant.delete()
    return count


@transaction.atomic
def forget_sessions(*, at: datetime) -> int:
    """Erase the sessions past their term, and with them the address and the browser of whoever opened them.

    Returns how many. A session that was ended otherwise (password changed, cookie lost) is forgotten as well.
    """
    count, _ = Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count
