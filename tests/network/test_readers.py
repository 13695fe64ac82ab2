"""Readers (elected members, funders) and volunteers see the network; of a relay to protect, not what it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole, Visit
from pontdesarts.network.models import Structure
from tests.associations.factories import StaffRoleFactory

from .factories import ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db

Role = StaffRole.Role
KIND, WHOM = "asile", "personnes-exilees"


@pytest.fixture
def relay() -> Structure:
    made: Structure = RelayFactory(name="Maison d'ici", profile__kind=KIND, audiences=[WHOM])
    return made


def page(client: Client, relay: Structure) -> str:
    return client.get(reverse("network:structure", args=[relay.pk])).content.decode()


def found(client: Client, **asked: str) -> bool:
    return "Maison d" in client.get(reverse("network:structures"), asked).content.decode()


@pytest.mark.parametrize("role", [Role.READER, Role.PROGRAMMER])
def test_a_reader_and_a_volunteer_read_a_relay_without_what_would_tell_whom_it_receives(
    role: StaffRole.Role, client: Client, relay: Structure
) -> None:
    client.force_login(StaffRoleFactory(association=relay.association, role=role).user)
    said = page(client, relay)
    assert "Maison d" in said
    assert "demandeurs d" not in said
    assert "personnes exilées" not in said
    assert found(client)
    assert not found(client, kind=f"relay:{KIND}")
    assert not found(client, audience=WHOM)


def test_they_read_and_find_what_protects_nobody(client: Client) -> None:
    relay = RelayFactory(name="Maison d'ici", profile__kind="ccas", audiences=["familles"])
    client.force_login(StaffRoleFactory(association=relay.association, role=Role.READER).user)
    assert "action sociale (CCAS)" in page(client, relay)
    assert found(client, kind="relay:ccas")
    assert found(client, audience="familles")


def test_the_team_the_relay_itself_and_a_visit_of_the_federation_read_all(client: Client, relay: Structure) -> None:
    now = timezone.now()
    visitor = StaffRoleFactory().user
    Visit.objects.create(
        user=visitor, association=relay.association, reason="x", opened_at=now, until=now + timedelta(hours=1)
    )
    team = StaffRoleFactory(association=relay.association).user
    for user in (team, visitor, ReferentFactory(structure=relay).user):
        client.force_login(user)
        assert "demandeurs d" in page(client, relay)
        assert "personnes exilées" in page(client, relay)
    client.force_login(team)
    assert found(client, kind=f"relay:{KIND}")
    assert found(client, audience=WHOM)
