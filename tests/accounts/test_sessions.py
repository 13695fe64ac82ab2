"""Sessions are Django's, read by a statement of ours."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from pontdesarts.accounts.sessions import SessionStore


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore()
    session["relay"] = 12
    session.create()
    session.save()
    return session


@pytest.mark.django_db
def test_what_a_session_keeps_is_read_again(kept: SessionStore) -> None:
    for _ in range(2):
        assert SessionStore(kept.session_key).load() == {"relay": 12}


@pytest.mark.django_db
def test_a_session_past_its_term_opens_nothing_and_its_key_is_not_used_again(kept: SessionStore) -> None:
    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert late.get("relay") is None
    assert late.session_key is None


@pytest.mark.django_db
def test_a_key_that_somebody_invents_opens_nothing_and_is_not_taken_up() -> None:
    invented = SessionStore("a" * 32)
    assert invented.get("relay") is None
    invented["relay"] = 13
    invented.save()
    assert invented.session_key != "a" * 32
