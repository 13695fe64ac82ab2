"""Accounts are opened, renamed, and closed when nobody opens them any more."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.utils import timezone

from pontdesarts.accounts import operations
from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from tests.accounts.factories import TOTP_SECRET, SecureUserFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_opens_with_its_address_verified() -> None:
    user = operations.open_account(email="Ana.Duval@Example.org", name="  Ana Duval ", password=None)
    assert (user.email, user.name, user.has_usable_password()) == ("ana.duval@example.org", "Ana Duval", False)
    assert EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).exists()


def test_one_address_has_one_account_whatever_its_capitals() -> None:
    UserFactory(email="ana@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create(email="ANA@example.org")


def test_a_change_of_name_is_in_the_journal_without_the_name() -> None:
    user = UserFactory(name="Ana Duval")
    at = timezone.now()
    operations.rename(user, name=" Ana Martin ", by=Actor.of(user), at=at)
    user.refresh_from_db()
    assert user.name == "Ana Martin"
    entry = Entry.objects.about(user).get()
    assert (entry.by_label, entry.at, entry.data) == ("Ana Duval", at, {})


def test_the_same_name_again_is_not_a_change() -> None:
    user = UserFactory(name="Ana Duval")
    operations.rename(user, name="Ana Duval", by=Actor.of(user), at=timezone.now())
    assert not Entry.objects.about(user).exists()


def test_accounts_that_nobody_opens_for_two_years_are_closed_and_no_other() -> None:
    at = timezone.now()
    old = at - timedelta(days=731)
    UserFactory(last_login=old, email="silencieux@example.org")
    kept = {
        UserFactory(last_login=at - timedelta(days=729)).email,
        UserFactory(last_login=None).email,  # invited this morning
        UserFactory(last_login=old, is_superuser=True).email,
    }
    never = UserFactory(last_login=None)
    User.objects.filter(pk=never.pk).update(joined_at=old)
    assert operations.close_dormant(at=at) == 2
    assert set(User.objects.values_list("email", flat=True)) == kept


def test_sessions_past_their_term_are_forgotten_with_where_they_were_opened_from() -> None:
    at = timezone.now()
    user = UserFactory()
    for key, expires in (("a" * 32, at - timedelta(hours=1)), ("b" * 32, at + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.7", user_agent="Firefox")
    UserSession.objects.create(user=user, session_key="c" * 32, ip="192.0.2.8", user_agent="Firefox")
    assert operations.forget_sessions(at=at) == 1
    assert [kept.session_key for kept in UserSession.objects.all()] == ["b" * 32]


def test_a_copy_of_the_database_does_not_hold_the_secret_of_a_second_factor() -> None:
    user = SecureUserFactory()
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert TOTP_SECRET not in str(authenticator.data)
    assert authenticator.wrap().validate_code("000000") in {True, False}  # it is read back


def test_a_second_factor_outlives_a_change_of_the_signing_key(settings) -> None:
    user = SecureUserFactory()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the key of next year"
    assert not Authenticator.objects.get(user=user).wrap().validate_code("abcdef")
