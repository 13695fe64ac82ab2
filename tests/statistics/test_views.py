import pytest
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.statistics import operations
from pontdesarts.statistics.models import Publication
from pontdesarts.statistics.sheets import HIDDEN
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory
from tests.statistics.worlds import AT, DAY, INES, LAST_QUARTER, MONTH, went

pytestmark = pytest.mark.django_db
THEN = f"?periode={MONTH.key}"
FIRST = LAST_QUARTER.first.isoformat()


@pytest.fixture
def team(client):
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def page(client, name, *args, query="") -> str:
    answer = client.get(reverse(f"statistics:{name}", args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_team_goes_straight_to_its_dashboard_and_reads_rates_and_tables(client, team) -> None:
    partner = PartnerFactory(association=team.association, name="La Halle")
    went(team.association, partner, 12, came=9)
    went(team.association, partner, 8, came=-1)
    assert client.get(reverse("statistics:home")).url == reverse("statistics:association", args=[team.association.slug])
    shown = page(client, "association", team.association.slug, query=THEN + "&par=partenaire")
    assert "La Halle" in shown
    assert "9 (11 % des places offertes)" in " ".join(shown.split())
    assert "On ne sait pas encore</dt><dd>8</dd>" in shown
    assert "Absences annoncées, d'après le relais</dt><dd>0</dd>" in shown, "nobody else says it"


def test_an_empty_period_says_what_will_come_and_a_wild_one_is_this_season(client, team) -> None:
    for query in ("", "?periode=saison-1890&par=astrologie", "?periode=%00"):
        assert "Rien sur cette période" in page(client, "association", team.association.slug, query=query)


def test_another_association_is_not_there(client, team) -> None:
    other = StaffRoleFactory().association
    for name in ("association", "publications"):
        assert client.get(reverse(f"statistics:{name}", args=[other.slug])).status_code == 404
    made = operations.publish(other, day=DAY, by=INES, at=AT)
    assert client.get(reverse("statistics:publication", args=[made.pk])).status_code == 404
    assert client.get(reverse("statistics:publication_sheet", args=[made.pk, "csv"])).status_code == 404
    assert client.get(reverse("statistics:structure", args=[RelayFactory(association=other).pk])).status_code == 404


def test_whoever_only_reads_reads_what_is_settled_and_settles_nothing(client, team) -> None:
    reader = StaffRoleFactory(association=team.association, role=StaffRole.Role.READER)
    client.force_login(reader.user)
    slug = team.association.slug
    assert client.get(reverse("statistics:association", args=[slug])).url == reverse(
        "statistics:publications", args=[slug]
    )
    assert client.get(reverse("statistics:settle", args=[slug, FIRST])).status_code == 403
    assert client.post(reverse("statistics:settle", args=[slug, FIRST])).status_code == 403
    assert not Publication.objects.exists()
    relay = RelayFactory(association=team.association)
    assert client.get(reverse("statistics:structure", args=[relay.pk])).status_code == 404


def test_only_a_quarter_in_which_somebody_had_booked_is_proposed_to_settle(client, team) -> None:
    settle = reverse("statistics:settle", args=[team.association.slug, FIRST])
    assert "À arrêter" not in page(client, "publications", team.association.slug)
    went(team.association, PartnerFactory(association=team.association), 6, came=-1)
    shown = page(client, "publications", team.association.slug)
    assert settle in shown
    assert shown.count("puis arrêter.") == 1


def test_settling_shows_what_is_missing_then_settles_once(client, team) -> None:
    relay = RelayFactory(association=team.association, name="Foyer des Lilas")
    went(team.association, PartnerFactory(association=team.association), 6, came=-1, relay=relay)
    slug = team.association.slug
    assert "Foyer des Lilas" in page(client, "settle", slug, FIRST)
    url = reverse("statistics:settle", args=[slug, FIRST])
    assert client.post(url).url == reverse("statistics:publication", args=[Publication.objects.get().pk])
    twice = client.post(url)
    assert twice.status_code == 409
    assert "déjà arrêtés" in twice.content.decode()


@pytest.mark.parametrize("first", ["2026-07-02", "2090-01-01", "hier", "2026-13-01"])
def test_a_day_that_begins_no_past_quarter_is_no_page(client, team, first) -> None:
    assert client.get(reverse("statistics:settle", args=[team.association.slug, first])).status_code == 404


def test_a_settled_quarter_is_read_and_carried_away(client, team) -> None:
    went(team.association, PartnerFactory(association=team.association, name="=La Halle"), 12)
    went(team.association, PartnerFactory(association=team.association, name="Cave"), 3)
    made = operations.publish(team.association, day=DAY, by=INES, at=AT)
    shown = page(client, "publication", made.pk)
    assert "masqué" in shown
    sheet = client.get(reverse("statistics:publication_sheet", args=[made.pk, "csv"])).content.decode("utf-8-sig")
    assert "'=La Halle" in sheet, "a spreadsheet must not run a name"
    assert "moins de 5, ou masqué" in sheet
    assert client.get(reverse("statistics:publication_sheet", args=[made.pk, "xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("statistics:publication_sheet", args=[made.pk, "exe"])).status_code == 404


def test_a_quarter_with_few_people_is_not_said_empty(client, team) -> None:
    empty = page(client, "publication", operations.publish(team.association, day=DAY, by=INES, at=AT).pk)
    assert "Aucune sortie ce trimestre" in empty
    other = StaffRoleFactory(role=StaffRole.Role.TEAM)
    went(other.association, PartnerFactory(association=other.association), 3)
    client.force_login(other.user)
    few = page(client, "publication", operations.publish(other.association, day=DAY, by=INES, at=AT).pk)
    assert "Aucune sortie ce trimestre" not in few
    assert "masqué" in few


def test_a_referent_reads_the_outings_of_the_relay_and_takes_them_away(client) -> None:
    post = ReferentFactory()
    went(post.structure.association, None, 4, came=3, relay=post.structure)
    client.force_login(post.user)
    assert client.get(reverse("statistics:home")).url == reverse("statistics:structure", args=[post.structure.pk])
    shown = page(client, "structure", post.structure.pk, query=THEN)
    assert "Vos sorties en chiffres" in shown
    assert 'data-label="Absences annoncées"' in shown
    sheet = client.get(reverse("statistics:structure_sheet", args=[post.structure.pk, "csv"]) + THEN)
    assert f"{MONTH.label};4;3;0;1;0" in sheet.content.decode("utf-8-sig")


def test_a_partner_reads_what_became_of_its_places_and_never_fewer_than_five_people(client) -> None:
    post = CoordinatorFactory()
    association = post.structure.association
    went(association, post.structure, 3)
    went(association, PartnerFactory(association=association), 30)
    operations.publish(association, day=DAY, by=INES, at=AT)
    client.force_login(post.user)
    shown = page(client, "structure", post.structure.pk, query=THEN)
    assert "Ce que deviennent vos places" in shown
    assert "masqué" in shown
    assert client.get(reverse("statistics:structure_sheet", args=[post.structure.pk, "csv"])).status_code == 404
    sheet = client.get(reverse("statistics:partner_sheet", args=[post.structure.pk, "csv"])).content.decode("utf-8-sig")
    assert f"{LAST_QUARTER.label};40;{HIDDEN};{HIDDEN}" in sheet
    other = PartnerFactory(association=association)
    assert client.get(reverse("statistics:partner_sheet", args=[other.pk, "csv"])).status_code == 404


def test_the_dashboard_asks_as_many_queries_for_many_rows_as_for_few(client, team, queries_stay_flat) -> None:
    def more() -> None:
        for _ in range(5):
            went(team.association, PartnerFactory(association=team.association), 6)

    more()
    url = reverse("statistics:association", args=[team.association.slug]) + THEN + "&par=partenaire"
    queries_stay_flat(lambda: client.get(url), more)
