"""The association's pages."""

from dataclasses import replace

import pytest
from django.urls import reverse

from pontdesarts.associations import rules
from pontdesarts.associations.forms import SECTIONS
from pontdesarts.associations.meaning import meaning
from pontdesarts.associations.models import StaffRole
from pontdesarts.associations.operations import BOUNDS
from pontdesarts.journal.models import Entry
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


def test_every_rule_has_a_help_its_bounds_and_a_meaning(client, direction) -> None:
    assert set(BOUNDS) == set(rules.NAMES)
    assert [name for helps in SECTIONS.values() for name in helps] == sorted(
        rules.NAMES, key=[name for helps in SECTIONS.values() for name in helps].index
    )
    for name, (least, most) in BOUNDS.items():
        assert least <= getattr(rules.NATIONAL, name) <= most, name


def test_what_rules_mean_is_said_on_an_example_before_they_are_kept(client, direction) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    typed = {"priority_hours": "24", "priority_share": "30", "most_per_relay": "8", "preview": "1"}
    shown = client.post(url, typed).content.decode()
    assert "Rien n&#x27;est encore enregistré" in shown or "Rien n'est encore enregistré" in shown
    assert "6 des 20 places sont gardées aux relais des quartiers prioritaires" in shown
    assert "jamais plus de 8 places" in shown
    assert 'value="30"' in shown
    direction.association.refresh_from_db()
    assert direction.association.priority_hours is None


def test_new_rules_are_kept_and_the_journal_says_which(client, direction) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    client.post(url, {"most_per_relay": "8", "most_unreported": "3", "wheelchair_hours": "24"})
    entry = Entry.objects.about(direction.association).get()
    assert "places au plus par relais et par sortie : 8" in entry.sentence
    assert "24" in entry.sentence


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("priority_share", "101"), ("answer_hours", "0"), ("most_per_relay", "501"), ("most_alone", "0")],
)
def test_a_new_rule_out_of_bounds_is_refused(client, direction, name, wrong) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    shown = client.post(url, {name: wrong}).content.decode()
    assert "Choisissez au" in shown
    direction.association.refresh_from_db()
    assert getattr(direction.association, name) is None


def test_every_rule_out_of_bounds_is_said_at_once_beside_its_field(client, direction) -> None:
    url = reverse("associations:terms", args=[direction.association.slug])
    answer = client.post(url, {"priority_share": "101", "answer_hours": "0", "most_group": "beaucoup"})
    assert set(answer.context["form"].errors) == {"priority_share", "answer_hours", "most_group"}


@pytest.mark.parametrize("hours", [0, 1, 48, 72, 168, 1440])
def test_the_meaning_of_any_hours_can_be_said(hours) -> None:
    said = meaning(replace(rules.NATIONAL, closes_hours=hours, wheelchair_hours=hours, most_unreported=1))
    assert all(sentence.endswith(".") for sentence in said)
