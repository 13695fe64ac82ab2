"""The directory of the team: three answers about priority areas, a map that fits, papers that say no sensitive kind."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.directory import rules
from pontdesarts.network.models import Audience, RelayKind, Stage
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.federation.factories import VisitFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db
Role = StaffRole.Role


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory(slug="ici")
    return found


@pytest.fixture
def team(client: Client, association: Association) -> Client:
    client.force_login(StaffRoleFactory(association=association, role=Role.TEAM).user)
    return client


def look(client: Client, **asked: str) -> str:
    answer = client.get(reverse("directory:team", args=["ici"]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode().split('id="results"')[1])


def test_where_a_relay_stands_has_three_answers_and_none_is_taken_for_another(
    team: Client, association: Association
) -> None:
    for name, state in (("Dedans", "inside"), ("Dehors", "outside"), ("Ailleurs", "unknown")):
        RelayFactory(association=association, name=name, area_state=state)
    RelayFactory(association=association, name="Corrigé", area_state="outside", profile__priority_area="QN09404M")
    PartnerFactory(association=association, name="Théâtre", area_state="inside")
    assert "Relais : 2 en quartier prioritaire, 1 hors quartier, 1 dont on ne peut pas dire." in look(team)
    found = {state: look(team, quartier=state, profil="relay") for state in ("inside", "outside", "unknown")}
    names = {
        state: {n for n in ("Dedans", "Dehors", "Ailleurs", "Corrigé") if n in page} for state, page in found.items()
    }
    assert names == {"inside": {"Dedans", "Corrigé"}, "outside": {"Dehors"}, "unknown": {"Ailleurs"}}


def test_not_knowing_whether_it_is_tied_to_a_landlord_is_not_no(team: Client, association: Association) -> None:
    for name, told in (("Oui", True), ("Non", False), ("Inconnu", None)):
        RelayFactory(association=association, name=f"Relais {name}", social_landlord=told)
    assert "1 structure" in look(team, bailleur="non")
    assert "Relais Non" in look(team, bailleur="non")
    assert "Relais Inconnu" in look(team, bailleur="inconnu")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Crèche", "Théâtre"}),
        ({"etape": "lapsed"}, {"Parti"}),
        ({"etape": "toutes"}, {"Crèche", "Théâtre", "Parti"}),
        ({"profil": "partner"}, {"Théâtre"}),
        ({"type": "partenaire-autre"}, {"Théâtre"}),
        ({"type": "relais-ccas"}, {"Crèche"}),
        ({"public": "familles"}, {"Crèche"}),
        ({"q": "creche VALENTON"}, {"Crèche"}),
        ({"commune": "94460"}, {"Crèche", "Théâtre"}),
        ({"commune": "Nulle-part"}, {"Crèche", "Théâtre"}),  # it cannot be read: it narrows nothing
        ({"q": "introuvable"}, set()),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)
def test_each_filter_narrows(team: Client, association: Association, asked: dict[str, str], found: set[str]) -> None:
    RelayFactory(association=association, name="Crèche", profile__kind=RelayKind.CCAS, audiences=[Audience.FAMILIES])
    RelayFactory(association=association, name="Parti", stage=Stage.LAPSED)
    PartnerFactory(association=association, name="Théâtre")
    page = look(team, **asked)
    assert {name for name in ("Crèche", "Théâtre", "Parti") if name in page} == found


def test_a_commune_that_does_not_exist_says_so_on_its_field(team: Client) -> None:
    page = team.get(reverse("directory:team", args=["ici"]), {"commune": "Nulle-part"}).content.decode()
    assert "Aucune commune ne s'appelle" in unescape(page)


def test_a_reader_of_the_figures_is_told_no_sensitive_kind(client: Client, association: Association) -> None:
    """Elected members and funders have that role."""
    RelayFactory(association=association, name="Maison rose", profile__kind=RelayKind.ADDICTION)
    RelayFactory(association=association, name="Autre", profile__kind=RelayKind.CCAS)
    client.force_login(StaffRoleFactory(association=association, role=Role.READER).user)
    whole = client.get(reverse("directory:team", args=["ici"])).content.decode()
    assert "Maison rose" in whole
    assert "addictologie" not in whole
    assert "Autre" in look(client, type="relais-addiction")  # no such filter: it narrows nothing, and tells nothing


def test_a_visit_of_the_federation_reads_all_and_takes_nothing_away(client: Client, association: Association) -> None:
    RelayFactory(association=association, name="Maison rose", profile__kind=RelayKind.ADDICTION)
    client.force_login(VisitFactory(association=association).user)
    shown = look(client)
    assert "addictologie" in shown
    assert reverse("exchanges:export") not in shown
    assert client.get(reverse("exchanges:export")).status_code == 403


def test_the_team_reads_and_asks_every_kind_on_screen(team: Client, association: Association) -> None:
    RelayFactory(association=association, name="Maison rose", profile__kind=RelayKind.ADDICTION)
    RelayFactory(association=association, name="Autre")
    assert "addictologie" in look(team)
    assert "Autre" not in look(team, type="relais-addiction")


def test_no_paper_says_a_sensitive_kind_even_for_the_team(team: Client, association: Association) -> None:
    RelayFactory(association=association, name="Maison rose", profile__kind=RelayKind.ADDICTION)
    RelayFactory(association=association, name="Autre")
    page = look(team, vue="papier")
    assert "Maison rose" in page
    assert "addictologie" not in page
    assert "Maison rose" not in look(team, vue="papier", type="relais-addiction")
    paper = team.get(reverse("directory:team_paper", args=["ici"]), {"type": "relais-addiction"})
    assert paper.status_code == 302  # a booklet of one kind says that kind by its list
    assert team.get(reverse("directory:team_paper", args=["ici"])).content.startswith(b"%PDF")


def test_a_paper_names_no_prospect_unless_it_is_asked_for(team: Client, association: Association) -> None:
    RelayFactory(association=association, name="Foyer pressenti", stage=Stage.PROSPECT)
    RelayFactory(association=association, name="Foyer actif")
    assert "Foyer pressenti" in look(team)
    page = look(team, vue="papier")
    assert "Foyer actif" in page
    assert "Foyer pressenti" not in page
    assert "Foyer pressenti" in look(team, vue="papier", etape="prospect")


def test_structures_known_by_their_commune_share_one_point(team: Client, association: Association) -> None:
    RelayFactory(association=association, name="Placé", latitude=48.75, longitude=2.5)
    for number in range(3):
        RelayFactory(association=association, name=f"Sans adresse {number}")
    RelayFactory(association=association, name="Nulle part", commune=None)
    page = look(team, vue="carte")
    points = page.split("application/json")[1].split("</script>")[0]
    assert points.count('"lat"') == 2
    assert "3 structures" in points
    assert "1 structure n'est que dans la liste" in page


def test_past_what_a_map_can_show_communes_stand_for_their_structures(
    team: Client, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pontdesarts.directory.mapping.MOST_POINTS", 2)
    for number in range(3):
        RelayFactory(association=association, name=f"Placé {number}", latitude=48.75, longitude=2.5)
    points = look(team, vue="carte").split("application/json")[1].split("</script>")[0]
    assert points.count('"lat"') == 1
    assert '"count": 3' in points


def test_the_page_to_print_says_where_it_stops(
    team: Client, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_PRINTED", 1)
    RelayFactory.create_batch(3, association=association)
    assert "Il reste 2 structures" in look(team, vue="papier")


@pytest.mark.parametrize("view", ["", "carte", "papier"])
def test_more_structures_cost_no_more_queries(
    team: Client, association: Association, queries_stay_flat: Callable[..., int], view: str
) -> None:
    RelayFactory(association=association, latitude=48.75, longitude=2.5)
    PartnerFactory(association=association)
    look(team, vue=view)

    def grow() -> None:
        RelayFactory.create_batch(4, association=association, latitude=48.75, longitude=2.5)
        RelayFactory.create_batch(4, association=association, profile__kind=RelayKind.ADDICTION)
        PartnerFactory.create_batch(4, association=association)

    queries_stay_flat(lambda: look(team, vue=view), grow)


def test_whoever_is_of_no_team_is_sent_to_their_own_structure(client: Client) -> None:
    for post in (ReferentFactory(), CoordinatorFactory()):
        client.force_login(post.user)
        assert client.get(reverse("directory:home"))["Location"] == reverse("network:structures")


def test_htmx_gets_the_list_alone(team: Client) -> None:
    answer = team.get(reverse("directory:team", args=["ici"]), headers={"HX-Request": "true", "HX-Target": "results"})
    assert b"<main" not in answer.content
    assert "Le réseau est encore vide" in answer.content.decode()
