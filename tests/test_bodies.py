"""What is too heavy for any page is refused before a byte of it is kept."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from pontdesarts.bodies import MOST_BYTES

pytestmark = pytest.mark.django_db


class Unread(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 10**30])
def test_a_body_heavier_than_any_page_takes_is_refused_unread(client: Client, length: int) -> None:
    sent = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    answer = client.generic("POST", reverse("account_login"), **sent)
    assert answer.status_code == 413
    assert "trop lourd" in answer.content.decode()


def test_what_a_page_takes_is_read(client: Client) -> None:
    assert client.post(reverse("account_login"), {"file": BytesIO(b"x" * 6_000_000)}).status_code == 200
