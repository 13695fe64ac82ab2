"""A structure's address and the priority areas: in, out, or one cannot tell."""

from datetime import date

import pytest
from django.urls import reverse

from pontdesarts.network.models import RelayProfile
from pontdesarts.network.placing import area_of, sentence
from tests.network.factories import ReferentFactory, RelayFactory
from tests.territory.factories import CommuneFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 21)


@pytest.fixture
def area():
    return PriorityAreaFactory(name="La Lutèce - Bergerie", code="QN09401M")


def said(**where) -> str:
    commune = CommuneFactory(insee="94074")
    return sentence(area_of(RelayFactory(commune=commune, **where), ON))


def test_an_address_well_inside_is_in(area) -> None:
    assert said(latitude=48.75, longitude=2.46) == "dans le quartier prioritaire La Lutèce - Bergerie (QN09401M, 2024)"


def test_an_address_at_the_border_cannot_be_told_and_names_the_area(area) -> None:
    assert said(latitude=48.75501, longitude=2.46).startswith("on ne peut pas dire : à la limite de La Lutèce")


def test_a_structure_without_coordinates_cannot_be_told_where_its_commune_has_an_area(area) -> None:
    assert said() == "on ne peut pas dire"


def test_an_address_well_outside_is_out_where_the_department_is_loaded(area) -> None:
    assert said(latitude=48.80, longitude=2.46) == "hors des quartiers prioritaires"


def test_the_area_that_the_team_gives_prevails_on_the_page(client, area) -> None:
    post = ReferentFactory()
    RelayProfile.objects.filter(structure=post.structure).update(priority_area="QN09499X")
    client.force_login(post.user)
    shown = client.get(reverse("network:structure", args=[post.structure.pk])).content.decode()
    assert "QN09499X (dit par l'équipe)" in shown
