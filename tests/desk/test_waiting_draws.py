"""What the home page says of draws: wishes to make, results to read, places that a round left."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.draws.models import Round
from pontdesarts.draws.operations import Window
from pontdesarts.network.models import Structure
from tests.associations.factories import StaffRoleFactory
from tests.draws.factories import opened, scarce, tear, wish
from tests.network.factories import ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def home(client: Client) -> str:
    return client.get(reverse("desk:home")).content.decode()


def test_an_open_draw_waits_for_wishes_then_its_result_for_a_reader_then_the_rest_for_the_team(client: Client) -> None:
    now = timezone.now()
    draw = opened(scarce(now=now), window=Window(now - DAY, now + DAY, now + DAY), at=now - DAY)
    referent = ReferentFactory(structure=RelayFactory(association=draw.association)).user
    client.force_login(referent)
    assert "Un tirage est ouvert jusqu" in home(client)
    assert "Faire des vœux" in home(client)
    wish(draw, Structure.objects.served_by(referent).get(), at=now)
    assert "1 vœu fait" in home(client)
    client.force_login(ReferentFactory().user)
    assert "Un tirage est ouvert" not in home(client), "the draws of others are not one's own"
    Round.objects.update(closes_at=now - timedelta(hours=1))
    tear(draw, now)
    client.force_login(referent)
    assert "a eu lieu : 2 places pour votre relais" in home(client)
    client.force_login(StaffRoleFactory(association=draw.association, role=StaffRole.Role.TEAM).user)
    assert "8 places à donner après le tour" in home(client)
    client.force_login(StaffRoleFactory(association=draw.association, role=StaffRole.Role.READER).user)
    assert "à donner après le tour" not in home(client)


def test_whoever_has_two_relays_reads_which_one_received_what(client: Client) -> None:
    now = timezone.now()
    draw = opened(scarce(now=now), window=Window(now - DAY, now + DAY, now + DAY), at=now - DAY)
    first, second = (RelayFactory(association=draw.association, name=name) for name in ("Le Pont", "La Rive"))
    user = ReferentFactory(structure=first).user
    ReferentFactory(structure=second, user=user)
    for relay in (first, second):
        wish(draw, relay, at=now)
    Round.objects.update(closes_at=now - timedelta(hours=1))
    tear(draw, now)
    client.force_login(user)
    assert "2 places pour Le Pont" in home(client)
    assert "2 places pour La Rive" in home(client)
