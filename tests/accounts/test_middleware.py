"""What stays on a shared computer once somebody has left it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network.factories import ReferentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["desk:home", "programme:search", "bookings:list", "accounts:home"])
def test_the_pages_of_a_signed_in_person_are_kept_nowhere(client: Client, name: str) -> None:
    client.force_login(ReferentFactory().user)
    assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]


def test_a_page_that_may_be_kept_still_says_so(client: Client) -> None:
    client.force_login(ReferentFactory().user)
    assert "public" in client.get(reverse("territory:suggest")).headers["Cache-Control"]
    client.logout()
    assert "Cache-Control" not in client.get(reverse("desk:about")).headers
