"""The federation looks in for a while, in the open, and changes nothing."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association, FederationRole, StaffRole, Visit
from pontdesarts.federation import operations, rules
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.membership.factories import JoinRequestFactory, TrainingFactory
from tests.network.factories import ReferentFactory, RelayFactory

from .factories import FederationRoleFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    user = FederationRoleFactory().user
    client.force_login(user)
    return user


def test_a_visit_lasts_what_was_chosen_and_nothing_else() -> None:
    at = timezone.now()
    assert rules.visit_ends(at, 4) == at + timedelta(hours=4)
    with pytest.raises(ValueError, match="24"):
        rules.visit_ends(at, 24)


def test_without_a_visit_the_federation_reads_nothing_of_an_association(client, visitor) -> None:
    relay = RelayFactory()
    assert client.get(reverse("network:structure", args=[relay.pk])).status_code == 404
    assert not Structure.objects.visible_to(visitor).exists()


def test_during_a_visit_it_reads_and_changes_nothing(client, visitor) -> None:
    relay = RelayFactory()
    VisitFactory(user=visitor, association=relay.association)
    page = client.get(reverse("network:structure", args=[relay.pk]))
    assert page.status_code == 200
    assert "Vous lisez, sans rien changer" in page.content.decode()
    assert client.get(reverse("network:describe", args=[relay.pk])).status_code == 403
    assert client.post(reverse("network:suspend", args=[relay.pk]), {"reason": "x"}).status_code == 403
    relay.refresh_from_db()
    assert not relay.is_suspended


def test_a_visit_ends_at_its_hour_though_no_job_ran(client, visitor) -> None:
    at = timezone.now()
    relay = RelayFactory()
    VisitFactory(user=visitor, association=relay.association, opened_at=at - timedelta(hours=2))
    assert client.get(reverse("network:structure", args=[relay.pk])).status_code == 404
    assert "Vous lisez" not in client.get(reverse("federation:federation")).content.decode()


def test_somebody_of_the_federation_alone_arrives_at_its_page(client, visitor) -> None:
    assert client.get(reverse("desk:home"))["Location"] == reverse("federation:federation")


def test_one_opens_a_visit_says_why_and_closes_it(client, visitor) -> None:
    association = AssociationFactory(name="Passerelle du Val")
    address = reverse("federation:visit", args=[association.slug])
    assert "obligatoire" in client.post(address, {"reason": "", "hours": "1"}).content.decode()
    client.post(address, {"reason": "aide au bilan", "hours": "4"})
    visit = Visit.objects.get()
    assert visit.until - visit.opened_at == timedelta(hours=4)
    assert "aide au bilan" in Entry.objects.about(association)[0].sentence
    again = client.post(address, {"reason": "aide au bilan", "hours": "1"}).content.decode()
    assert "déjà ouverte" in again
    client.post(reverse("federation:close", args=[visit.pk]))
    assert not Visit.objects.open().exists()
    assert "a fermé sa visite" in Entry.objects.about(association)[0].sentence


def test_the_association_reads_who_came_when_and_why(client) -> None:
    visit = VisitFactory(reason="préparer l'assemblée")
    client.force_login(StaffRoleFactory(association=visit.association).user)
    page = client.get(reverse("federation:visits", args=[visit.association.slug])).content.decode()
    assert visit.user.get_full_name() in page
    assert "préparer l&#x27;assemblée" in page
    assert client.get(reverse("federation:visits", args=[AssociationFactory().slug])).status_code == 404


def test_nobody_else_opens_a_visit_and_nobody_closes_anothers(client) -> None:
    team = StaffRoleFactory().user
    client.force_login(team)
    association = AssociationFactory()
    assert client.get(reverse("federation:federation")).status_code == 403
    assert (
        client.post(reverse("federation:visit", args=[association.slug]), {"reason": "x", "hours": "1"}).status_code
        == 403
    )
    with pytest.raises(operations.VisitRefused):
        operations.open_visit(association, user=team, reason="x", hours=1, by=Actor.of(team), at=timezone.now())
    visit = VisitFactory()
    assert client.post(reverse("federation:close", args=[visit.pk])).status_code == 404


def test_who_loses_the_role_loses_the_visits_that_are_open() -> None:
    visit = VisitFactory()
    operations.end_federation_role(FederationRole.objects.get(user=visit.user), by=JOB, at=timezone.now())
    assert not Visit.objects.open().exists()


def test_the_operator_says_who_works_for_the_federation(client) -> None:
    someone = StaffRoleFactory().user
    operator = StaffRoleFactory(user__is_staff=True).user
    client.force_login(operator)
    address = reverse("federation:federation")
    assert "Aucun compte" in client.post(address, {"email": "personne@example.org"}).content.decode()
    client.post(address, {"email": someone.email.upper()})
    role = FederationRole.objects.get(user=someone)
    client.post(reverse("federation:end_role", args=[role.pk]))
    role.refresh_from_db()
    assert role.ended_at


def test_the_federation_too_needs_a_second_factor(client) -> None:
    from tests.accounts.factories import UserFactory

    role = FederationRoleFactory(user=UserFactory())
    client.force_login(role.user)
    assert client.get(reverse("federation:federation")).status_code == 302


# what the team keeps about joining, each with something that it holds
def _joining(theirs: Association) -> dict[str, tuple[str, dict[str, Any], str]]:
    relay = RelayFactory(association=theirs, name="Les Tilleuls")
    asked = JoinRequestFactory(association=theirs, name="Les Iris")
    trained = ReferentFactory(structure=relay).user
    TrainingFactory(association=theirs, user=trained)
    return {
        "memberships": ("membership:memberships", {}, relay.name),
        "requests": ("membership:requests", {}, asked.name),
        "request": ("membership:request", {"pk": asked.pk}, asked.person),
        "campaign": ("membership:campaign", {"slug": theirs.slug}, "Renouveler les adhésions"),
        "trainings": ("membership:trainings", {"slug": theirs.slug}, str(trained)),
        "charter": ("membership:charter_text", {"slug": theirs.slug, "audience": "relays"}, "Charte"),
        "settings": ("membership:settings", {"slug": theirs.slug}, "Accueil des structures"),
    }


@pytest.mark.parametrize(
    "which", ["memberships", "requests", "request", "campaign", "trainings", "charter", "settings"]
)
def test_a_visit_reads_what_the_team_keeps_about_joining_and_sends_nothing(client, visitor, which) -> None:
    theirs = AssociationFactory()
    name, names, held = _joining(theirs)[which]
    address = reverse(name, kwargs=names)
    assert client.get(address).status_code in {403, 404}  # before the visit
    VisitFactory(user=visitor, association=theirs)
    answer = client.get(address)
    assert answer.status_code == 200
    main = unescape(answer.content.decode().split("<main")[1])
    assert held in main
    assert 'method="post"' not in main
    if which not in {"memberships", "requests"}:  # these take nothing from anybody
        assert client.post(address, {"do": "refuse", "reason": "Non.", "text": "Autre texte"}).status_code == 403
    assert not Entry.objects.filter(verb__startswith="membership.", by_label__contains=str(visitor)).exists()


def test_a_list_that_one_may_not_read_is_refused_rather_than_empty(client) -> None:
    theirs = AssociationFactory()
    _joining(theirs)
    for user in (StaffRoleFactory(association=theirs, role=StaffRole.Role.READER).user, ReferentFactory().user):
        client.force_login(user)
        assert client.get(reverse("membership:memberships")).status_code == 403
        assert client.get(reverse("membership:requests")).status_code == 403
