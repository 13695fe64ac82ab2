"""A signed link opens one door, for one thing, until its term."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.accounts import links

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TERM = AT + timedelta(days=30)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(st.text(min_size=1), st.integers(min_value=0, max_value=2**63), st.integers(0, 10_000), INSTANTS)
def test_what_is_written_in_a_link_is_read_back(purpose: str, subject: int, epoch: int, term: datetime) -> None:
    link = links.read(
        links.make(purpose, subject, expires_at=term, epoch=epoch), purpose, at=term - timedelta(seconds=1)
    )
    assert (link.purpose, link.subject, link.epoch) == (purpose, subject, epoch)
    assert link.expires_at == term.replace(microsecond=0)


@given(st.data())
def test_a_link_with_one_character_changed_opens_nothing(data: st.DataObject) -> None:
    token = links.make("programme.offer", 12, expires_at=TERM)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:"))
    tampered = token[:place] + other + token[place + 1 :]
    if tampered == token:
        return
    try:
        link = links.read(tampered, "programme.offer", at=AT)
    except links.LinkRefused as refusal:
        assert refusal.next_step
    else:  # the last characters of a base64 text carry spare bits: what is read is then what was signed
        assert (link.subject, link.epoch) == (12, 0)


@given(st.text())
def test_a_link_that_was_made_up_opens_nothing(token: str) -> None:
    with pytest.raises(links.LinkRefused):
        links.read(token, "programme.offer", at=AT)


def test_a_link_for_one_door_does_not_open_another() -> None:
    token = links.make("programme.offer", 12, expires_at=TERM)
    with pytest.raises(links.LinkRefused, match="une autre page"):
        links.read(token, "bookings.list", at=AT)


def test_a_link_lives_until_its_term_and_not_a_second_more() -> None:
    token = links.make("programme.offer", 12, expires_at=TERM)
    assert links.read(token, "programme.offer", at=TERM - timedelta(seconds=1)).subject == 12
    with pytest.raises(links.LinkRefused, match="plus valable"):
        links.read(token, "programme.offer", at=TERM)


def test_the_epoch_tells_links_withdrawn_from_those_that_stand() -> None:
    old = links.make("programme.offer", 12, expires_at=TERM, epoch=1)
    new = links.make("programme.offer", 12, expires_at=TERM, epoch=2)
    assert old != new
    assert links.read(old, "programme.offer", at=AT).epoch == 1


def test_a_link_signed_with_another_key_opens_nothing(settings) -> None:
    token = links.make("programme.offer", 12, expires_at=TERM)
    settings.SECRET_KEY = "another key altogether"
    with pytest.raises(links.LinkRefused, match="abîmé"):
        links.read(token, "programme.offer", at=AT)


def test_a_token_signed_for_something_else_opens_nothing() -> None:
    for token in (
        signing.dumps(["programme.offer", 12, 0, int(TERM.timestamp())]),
        signing.dumps("x", salt=links.SALT),
    ):
        with pytest.raises(links.LinkRefused):
            links.read(token, "programme.offer", at=AT)
