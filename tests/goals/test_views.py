"""Goals as people read and set them."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.goals import operations
from pontdesarts.goals.models import Goal
from pontdesarts.goals.operations import GoalRefused
from pontdesarts.goals.rules import PROPOSED, Season
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import RelayKind
from tests.associations.factories import AssociationFactory, StaffRoleFactory

from .factories import GoalFactory, relay

pytestmark = pytest.mark.django_db
Role = StaffRole.Role
THIS = Season.at(timezone.localdate())
BEGAN = THIS.first.isoformat()


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory(slug="ici")
    return found


def enter(client: Client, association: Association, role: StaffRole.Role) -> Client:
    client.force_login(StaffRoleFactory(association=association, role=role).user)
    return client


@pytest.fixture
def direction(client: Client, association: Association) -> Client:
    return enter(client, association, Role.DIRECTION)


def page(client: Client, name: str = "season", *args: object) -> str:
    answer = client.get(reverse(f"goals:{name}", args=args or ["ici"]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_goals_the_page_proposes_six_and_one_press_sets_them(
    direction: Client, association: Association
) -> None:
    assert "Partir d'objectifs proposés" in page(direction)
    lines = {measure.code: measure for measure in PROPOSED}
    typed = {f"{code}-target": measure.proposed for code, measure in lines.items()}
    typed |= {f"{code}-axis": measure.axis for code, measure in lines.items()}
    typed |= {f"{code}-kept": "on" for code in lines if code != "first_ecology"}
    assert direction.post(reverse("goals:propose", args=["ici"]), typed).status_code == 302
    own = Goal.objects.filter(association=association, season=THIS.year)
    assert set(own.values_list("measure", flat=True)) == set(lines) - {"first_ecology"}
    assert own.get(measure="new_relays").target == 20
    assert "Développer le réseau" in page(direction)


def test_last_season_s_goals_are_proposed_again_with_their_words(direction: Client, association: Association) -> None:
    GoalFactory(association=association, season=THIS.before.year, measure="meetings", target=7, axis="Nos mots")
    proposed = page(direction, "propose")
    assert 'value="Nos mots"' in proposed
    assert "meetings-target" in proposed
    assert "new_relays-target" not in proposed


def test_a_wrong_number_keeps_what_was_typed(direction: Client) -> None:
    typed = {"measure": "new_in_areas", "target": "140", "axis": "Mon axe"}
    answer = direction.post(reverse("goals:add", args=["ici"]), typed)
    assert answer.status_code == 200
    assert 'value="Mon axe"' in answer.content.decode()
    assert "Une part va jusqu" in answer.content.decode()
    assert not Goal.objects.exists()


def test_the_same_thing_is_aimed_at_once_a_season(association: Association) -> None:
    values = {"measure": "new_relays", "target": 20, "axis": "Axe"}
    operations.set_goals(association, season=THIS, goals=[values], by=JOB, at=timezone.now())
    with pytest.raises(GoalRefused):
        operations.set_goals(
            association, season=THIS, goals=[{**values, "measure": "trained"}, values], by=JOB, at=timezone.now()
        )
    assert Goal.objects.count() == 1  # all are set, or none
    operations.set_goals(association, season=THIS.before, goals=[values], by=JOB, at=timezone.now())


def test_the_direction_changes_and_removes_and_the_journal_says_it(direction: Client, association: Association) -> None:
    goal = GoalFactory(association=association, season=THIS.year)
    direction.post(reverse("goals:change", args=[goal.pk]), {"target": "25", "axis": "Autrement"})
    goal.refresh_from_db()
    assert (goal.target, goal.axis) == (25, "Autrement")
    direction.post(reverse("goals:remove", args=[goal.pk]))
    assert not Goal.objects.exists()
    assert [entry.verb for entry in Entry.objects.about(association).order_by("pk")] == [
        "goals.changed",
        "goals.removed",
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DIRECTION])
def test_nobody_else_sets_a_goal(client: Client, association: Association, role: StaffRole.Role) -> None:
    goal = GoalFactory(association=association, season=THIS.year)
    enter(client, association, role)
    assert "Ajouter un objectif" not in page(client)
    for name, args in (("add", ["ici"]), ("propose", ["ici"]), ("change", [goal.pk]), ("remove", [goal.pk])):
        assert client.post(reverse(f"goals:{name}", args=args), {}).status_code == 403


def test_the_team_reads_what_is_behind_a_number_and_a_reader_the_number_only(
    client: Client, association: Association
) -> None:
    goal = GoalFactory(association=association, season=THIS.year)
    relay(association, on=BEGAN, name="Maison rose", profile__kind=RelayKind.ADDICTION)
    team = page(enter(client, association, Role.TEAM), "goal", goal.pk)
    reader = page(enter(client, association, Role.READER), "goal", goal.pk)
    for told in ("Maison rose", "addictologie"):
        assert told in team
        assert told not in reader
    assert ">1</strong> sur 20" in reader


def test_an_unknown_area_shows_apart_and_lowers_nothing(direction: Client, association: Association) -> None:
    GoalFactory(association=association, season=THIS.year, measure="new_in_areas", target=50)
    for state in ("inside", "outside", "unknown", "unknown"):
        relay(association, on=BEGAN, area_state=state)
    shown = page(direction)
    assert ">50 %</strong> pour 50 % visés" in shown
    assert "1 sur les 2 dont on sait" in shown
    assert "2 dont on ne peut pas dire" in shown
    assert "atteint" in shown


def test_the_page_says_what_new_means(direction: Client, association: Association) -> None:
    GoalFactory(association=association, season=THIS.year)
    assert "pour la première fois dans la saison" in page(direction)


def test_the_sheet_leaves_a_month_to_come_and_an_unknown_share_empty(
    direction: Client, association: Association
) -> None:
    GoalFactory(association=association, season=THIS.year, axis="=Axe")
    GoalFactory(association=association, season=THIS.year, measure="new_in_areas", target=50)
    relay(association, on=BEGAN, area_state="unknown")
    content = direction.get(reverse("goals:sheet", args=["ici"])).content.decode("utf-8-sig")
    first, share = csv.DictReader(StringIO(content), delimiter=";")
    assert first["Axe"] == "'=Axe"  # never a formula
    assert (first["Visé"], first["Atteint"], first["Fin septembre"], first["Fin août"]) == ("20", "1", "1", "")
    assert (share["Atteint"], share["On ne sait pas"]) == ("", "1")


def test_more_structures_cost_no_more_queries(
    direction: Client, association: Association, queries_stay_flat: Callable[..., int]
) -> None:
    goals = [GoalFactory(association=association, season=THIS.year, measure=code) for code in ("new_relays", "revived")]

    def look() -> None:
        page(direction)
        page(direction, "goal", goals[0].pk)

    relay(association, on=BEGAN)
    queries_stay_flat(look, lambda: [relay(association, on=BEGAN) for _ in range(3)])
