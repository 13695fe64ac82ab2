"""Who came to a discovery coffee or a workshop, several at once; who is excused."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership import operations
from pontdesarts.membership.models import Training
from pontdesarts.membership.refusals import TrainingRefused
from tests.accounts.factories import UserFactory
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
DAY = date(2026, 10, 8)


def note(association, *people, held_on: date = DAY):
    return operations.note_training(
        association, people=people, kind=Training.Kind.COFFEE, held_on=held_on, by=TEAM, at=NOW
    )


def test_several_people_are_noted_at_once_and_nobody_twice() -> None:
    relay = RelayFactory()
    people = [ReferentFactory(structure=relay).user for _ in range(3)]
    assert len(note(relay.association, *people[:2])) == 2
    assert len(note(relay.association, *people)) == 1
    assert Training.objects.count() == 3
    assert Entry.objects.about(relay.association).count() == 3


def test_a_day_to_come_nobody_and_a_stranger_are_refused_and_nothing_is_written() -> None:
    post = ReferentFactory()
    home = post.structure.association
    tomorrow = timezone.localdate(NOW) + timedelta(days=1)
    for people, day, why in (
        ([post.user], tomorrow, "pas encore venu"),
        ([], DAY, "Personne n'est coché"),
        ([post.user, UserFactory()], DAY, "n'est plus dans le réseau"),
    ):
        with pytest.raises(TrainingRefused, match=why):
            note(home, *people, held_on=day)
    assert not Training.objects.exists()


def test_a_waiver_has_a_reason() -> None:
    post = ReferentFactory()
    home = post.structure.association
    with pytest.raises(TrainingRefused, match="Il manque la raison"):
        operations.waive_training(home, person=post.user, reason=" ", by=TEAM, at=NOW)
    operations.waive_training(home, person=post.user, reason="A tenu l'atelier", by=TEAM, at=NOW)
    assert Training.objects.get().reason == "A tenu l'atelier"


def test_the_team_notes_a_whole_coffee_from_one_page_and_takes_a_mistake_back(client: Client) -> None:
    relay = RelayFactory()
    people = [ReferentFactory(structure=relay).user for _ in range(3)]
    client.force_login(StaffRoleFactory(association=relay.association).user)
    address = reverse("membership:trainings", args=[relay.association.slug])
    assert len(client.get(address).context["waiting"]) == 3
    typed = {"kind": "coffee", "held_on": timezone.localdate().isoformat(), "people": [p.pk for p in people[:2]]}
    assert "Cochez qui est venu." in client.post(address, typed | {"people": []}).content.decode()
    client.post(address, typed)
    assert [person.pk for person in client.get(address).context["waiting"]] == [people[2].pk]
    client.post(address, {"do": "waive", "person": people[2].pk, "reason": "Ancienne de l'équipe"})
    assert not client.get(address).context["waiting"]
    client.post(reverse("membership:undo_training", args=[Training.objects.latest("pk").pk]))
    assert len(client.get(address).context["waiting"]) == 1


def test_people_of_another_association_are_not_on_the_list(client: Client) -> None:
    stranger = ReferentFactory().user
    role = StaffRoleFactory()
    ReferentFactory(structure__association=role.association)
    client.force_login(role.user)
    address = reverse("membership:trainings", args=[role.association.slug])
    page = client.post(
        address, {"kind": "coffee", "held_on": timezone.localdate().isoformat(), "people": [stranger.pk]}
    )
    assert "Sélectionnez un choix valide" in page.content.decode()
    assert not Training.objects.exists()
