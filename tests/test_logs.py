"""The logs tell what happened, and let nobody act in its place."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.logs import HIDDEN, WithoutSecrets
from pontdesarts.outings import short_links

SECRETS = (
    links.make("programme.offer", 1, expires_at=datetime(2027, 1, 1, tzinfo=UTC)),
    "PzRm774Skib2mpXXP1DtVtNL-loXvXfjchky_V8AIY0",
    "1-cz9x7k-0123456789abcdef0123456789abcdef",
)


def line(address: str) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", address), None)
    assert WithoutSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("secret", SECRETS, ids=["link", "invitation", "password"])
def test_the_secret_of_an_address_is_not_written(secret: str) -> None:
    for address in (f"/partenaire/{secret}/", f"/partenaire/{secret}/12/quoi/", f"/listes/{secret}/liste.pdf"):
        assert secret not in line(address)
        assert HIDDEN in line(address)


def test_the_short_link_of_a_text_is_not_written() -> None:
    token = short_links.make(1234)
    assert line(f"/v/{token}/") == f"Not Found: /v/{HIDDEN}/"


@pytest.mark.parametrize("address", ["/association/val-de-marne/regles/", "/reservations/K7M-4RP-2X/", "/sorties/12/"])
def test_an_address_without_a_secret_is_written_whole(address: str) -> None:
    assert line(address) == f"Not Found: {address}"


@pytest.mark.django_db
def test_a_link_past_its_term_leaves_no_trace(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    token = links.make("bookings.list", 1, expires_at=timezone.now() - timedelta(days=1))
    caplog.handler.addFilter(WithoutSecrets())
    assert client.get(f"/listes/{token}/").status_code == 410
    assert caplog.records
    assert token not in caplog.text
