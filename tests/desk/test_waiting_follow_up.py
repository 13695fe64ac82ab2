"""Whom to call in the network, on the home of those who call."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from tests.associations.factories import StaffRoleFactory
from tests.follow_up.scenes import note
from tests.network.factories import RelayFactory

pytestmark = pytest.mark.django_db


def home(client, user) -> str:
    client.force_login(user)
    return unescape(client.get(reverse("desk:home")).content.decode())


def test_the_team_reads_how_many_structures_call_for_a_word_until_somebody_does(client) -> None:
    role, long_ago = StaffRoleFactory(), timezone.now() - timedelta(days=400)
    silent = RelayFactory(association=role.association, created_at=long_ago)
    RelayFactory(association=role.association)
    RelayFactory(created_at=long_ago)
    assert "1 structure à relancer" in home(client, role.user)
    assert reverse("follow_up:to_chase") in home(client, role.user)
    reader = StaffRoleFactory(association=role.association, role=StaffRole.Role.READER)
    assert "à relancer" not in home(client, reader.user)
    note(silent)
    assert "à relancer" not in home(client, role.user)
