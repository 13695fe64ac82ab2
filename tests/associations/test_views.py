"""The association's pages."""

import pytest
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from tests.associations.factories import AssociationFactory, StaffRoleFactory

pytestmark = pytest.mark.django_db

Role = StaffRole.Role


@pytest.fixture
def direction(client):
    role = StaffRoleFactory(role=Role.DIRECTION)
    client.force_login(role.user)
    return role


def test_staff_of_one_association_goes_straight_to_it(client, direction) -> None:
    assert client.get(reverse("associations:home")).url == reverse(
        "associations:association", args=[direction.association.slug]
    )


def test_the_rules_are_shown_with_where_they_come_from(client, direction) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    client.post(url, {"most_family": "4"})
    shown = client.get(reverse("associations:association", args=[direction.association.slug])).content.decode()
    assert "règle de l'association" in shown
    assert "règle nationale" in shown


def test_a_rule_out_of_bounds_is_said_and_kept_as_typed(client, direction) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    shown = client.post(url, {"most_group": "500"}).content.decode()
    assert "Choisissez au plus 80" in shown
    assert 'value="500"' in shown
    direction.association.refresh_from_db()
    assert direction.association.most_group is None


def test_only_the_direction_changes_rules_and_roles(client, direction) -> None:
    member = StaffRoleFactory(association=direction.association, role=Role.TEAM)
    client.force_login(member.user)
    slug = direction.association.slug
    assert client.get(reverse("associations:association", args=[slug])).status_code == 200
    assert client.post(reverse("associations:terms", args=[slug]), {"most_family": "4"}).status_code == 403
    assert client.post(reverse("associations:change_role", args=[direction.pk]), {"role": "end"}).status_code == 403


def test_another_association_is_not_there(client, direction) -> None:
    other = StaffRoleFactory(association=AssociationFactory(name="Ailleurs"))
    assert client.get(reverse("associations:association", args=[other.association.slug])).status_code == 404
    assert client.post(reverse("associations:change_role", args=[other.pk]), {"role": "end"}).status_code == 404


def test_the_last_director_is_told_why_they_cannot_leave(client, direction) -> None:
    response = client.post(reverse("associations:change_role", args=[direction.pk]), {"role": "end"}, follow=True)
    assert "seule personne à la direction" in response.content.decode()
    assert StaffRole.objects.current().filter(pk=direction.pk).exists()
