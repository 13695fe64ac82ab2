"""What the public reads is what each structure accepted; what it may not read, it cannot find out either."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.directory import operations, selection
from pontdesarts.directory.entries import readable
from pontdesarts.directory.selection import PAPER, PUBLIC, TEAM
from pontdesarts.journal.actors import JOB
from pontdesarts.network.models import SENSITIVE_KINDS, Audience, RelayKind, Stage, Structure
from pontdesarts.network.rules import SHOWABLE
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db
ALL = sorted(SHOWABLE)
_TOWNS = (("94002", "Alfortville"), ("94022", "Choisy"), ("94028", "Créteil"))
FILTERS: list[dict[str, Any]] = [
    *({"type": f"relais-{kind}"} for kind in sorted(SENSITIVE_KINDS)),
    *({"public": audience} for audience in Audience.values),
    *({"quartier": state} for state in ("inside", "outside", "unknown")),
    *({"etape": stage} for stage in Stage.values),
    *({"bailleur": said} for said in ("oui", "non", "inconnu")),
]


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory(slug="ici", name="Passerelle d'ici")
    operations.open_to_public(found, indexed=False, by=JOB, at=timezone.now())
    return found


def look(client: Client, **asked: str) -> str:
    answer = client.get(reverse("directory:public", args=["ici"]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode().split('id="results"')[1])


def secret(association: Association, **more: Any) -> Structure:
    """A home of child protection that accepted everything."""
    made: Structure = RelayFactory(
        association=association,
        name="Foyer des Tilleuls",
        profile__kind=RelayKind.CHILD_PROTECTION,
        audiences=[Audience.YOUNG],
        area_state="inside",
        shown_publicly=ALL,
        phone="01 99 00 11 22",
        latitude=48.75,
        longitude=2.4,
        **more,
    )
    return made


def test_nobody_shows_anything_before_saying_so(client: Client, association: Association) -> None:
    RelayFactory(association=association, name="Muet")
    assert "Muet" not in look(client)
    assert "Aucune structure ne se montre encore" in look(client)


def test_a_structure_shows_what_it_accepted_and_nothing_else(client: Client, association: Association) -> None:
    RelayFactory(
        association=association, name="Bavard", phone="01 99 00 11 22", shown_publicly=["phone"], address="3 rue X"
    )
    page = look(client)
    assert "Bavard" in page
    assert "01 99 00 11 22" in page
    for hidden in ("3 rue X", "Valenton", "centre social", "@example.org"):
        assert hidden not in page


@pytest.mark.parametrize("asked", [{"q": "valenton"}, {"commune": "Valenton"}, {"type": "relais-centre_social"}])
def test_what_is_not_shown_finds_nobody(client: Client, association: Association, asked: dict[str, str]) -> None:
    RelayFactory(association=association, name="Discret", shown_publicly=["phone"])
    RelayFactory(association=association, name="Ouvert", shown_publicly=ALL)
    page = look(client, **asked)
    assert "Ouvert" in page  # the control: the filter works
    assert "Discret" not in page


def test_the_order_of_a_booklet_does_not_tell_the_commune_of_who_hides_it(association: Association) -> None:
    towns = [CommuneFactory(insee=insee, name=name) for insee, name in _TOWNS]
    for name, commune, shown in zip("CABD", [*towns, towns[1]], (ALL, ALL, ALL, ["phone"]), strict=True):
        RelayFactory(association=association, name=name, commune=commune, shown_publicly=shown)
    rows = selection.by_commune(PUBLIC.listed(association), PUBLIC)
    assert [row.name for row in rows] == ["C", "A", "B", "D"]  # D is of the second town: it comes last
    assert [row.name for row in selection.by_commune(TEAM.listed(association), TEAM)] == ["C", "A", "D", "B"]


def test_the_map_holds_only_those_who_show_their_address(client: Client, association: Association) -> None:
    here = {"association": association, "latitude": 48.7, "longitude": 2.4}
    RelayFactory(name="Discret", shown_publicly=["phone"], **here)
    RelayFactory(name="Ouvert", shown_publicly=["address"], **here)
    points = look(client, vue="carte").split("application/json")[1].split("</script>")[0]
    assert "Ouvert" in points
    assert "Discret" not in points
    assert "1 structure n'est que dans la liste" in look(client, vue="carte")


@pytest.mark.parametrize("kind", sorted(SENSITIVE_KINDS))
def test_a_sensitive_kind_is_never_written_whatever_was_accepted(
    client: Client, association: Association, kind: RelayKind
) -> None:
    Structure.objects.filter(pk=secret(association).pk).update(name="Maison rose")
    relay = Structure.objects.get(name="Maison rose").relay
    relay.kind = kind
    relay.save()
    for view in ("", "carte", "papier"):
        page = client.get(reverse("directory:public", args=["ici"]), {"vue": view}).content.decode()
        assert "Maison rose" in page
        assert str(RelayKind(kind).label) not in page  # neither on its line, nor as a choice of the filter
        assert "Publics : " not in page


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_no_filter_tells_a_sensitive_structure_from_another(
    client: Client, association: Association, asked: dict[str, str]
) -> None:
    """With it or in its place an ordinary one that accepted as much as it shows: the same answer, names apart."""
    secret(association)
    told = look(client, **asked)
    Structure.objects.filter(name="Foyer des Tilleuls").update(
        audiences=[], area_state="unknown", shown_publicly=[name for name in ALL if name not in {"kind", "audiences"}]
    )
    relay = Structure.objects.get(name="Foyer des Tilleuls").relay
    relay.kind = RelayKind.SOCIAL_CENTRE
    relay.save()
    assert look(client, **asked) == told


def test_a_sensitive_structure_that_accepted_only_its_kind_is_not_there(
    client: Client, association: Association
) -> None:
    relay = secret(association)
    Structure.objects.filter(pk=relay.pk).update(shown_publicly=["audiences", "kind"])
    assert "Foyer" not in look(client)
    assert "Aucune structure" in look(client)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.ACTIVE])
def test_only_active_structures_are_public(client: Client, association: Association, stage: Stage) -> None:
    RelayFactory(association=association, name="Pas encore", stage=stage, shown_publicly=ALL)
    assert "Pas encore" not in look(client)


def test_what_was_merged_is_counted_once(client: Client, association: Association) -> None:
    kept = RelayFactory(association=association, name="Gardé", shown_publicly=ALL)
    RelayFactory(association=association, name="Disparu", shown_publicly=ALL, merged_into=kept)
    assert "1 structure : 1 relais" in look(client)


def test_the_query_and_the_line_say_the_same_of_every_kind(association: Association) -> None:
    """Two ways to know what may be read, one in SQL, one in Python: they never disagree."""
    for kind in RelayKind:
        RelayFactory(association=association, profile__kind=kind, shown_publicly=ALL)
        RelayFactory(association=association, profile__kind=kind, shown_publicly=["kind", "phone"])
    PartnerFactory(association=association, shown_publicly=["audiences"])
    for reader in (PUBLIC, TEAM, PAPER):
        rows = list(reader.listed(association).select_related("relay", "partner", "commune").order_by("pk"))
        assert rows
        for name in SHOWABLE:
            found = set(reader.listed(association).filter(reader.may_read(name)).values_list("pk", flat=True))
            assert found == {row.pk for row in rows if name in readable(row, reader)}, (reader, name)


def test_a_directory_that_was_not_opened_exists_for_its_people_only(client: Client, association: Association) -> None:
    operations.close_to_public(association, by=JOB, at=timezone.now())
    address = reverse("directory:public", args=["ici"])
    assert client.get(address).status_code == 404
    assert client.get(reverse("directory:public_paper", args=["ici"])).status_code == 404
    client.force_login(StaffRoleFactory(association=AssociationFactory()).user)
    assert client.get(address).status_code == 404
    client.force_login(StaffRoleFactory(association=association).user)
    page = client.get(address).content.decode()
    assert "Vous seuls voyez cette page" in page
    assert reverse("directory:team", args=["ici"]) in page  # the way back, for those who came from there


def test_the_public_is_shown_no_way_to_the_team(client: Client, association: Association) -> None:
    address = reverse("directory:public", args=["ici"])
    assert reverse("directory:team", args=["ici"]) not in client.get(address).content.decode()
    client.force_login(StaffRoleFactory(association=AssociationFactory()).user)
    assert reverse("directory:team", args=["ici"]) not in client.get(address).content.decode()


def test_a_kind_that_is_not_printed_offers_no_paper_that_would_hold_all(
    client: Client, association: Association
) -> None:
    RelayFactory(association=association, name="Ouvert", shown_publicly=ALL)
    asked = look(client, vue="papier", type="relais-asile")
    assert "Ce type ne s'imprime pas" in asked
    assert "livret.pdf" not in asked
    assert "livret.pdf" in look(client, vue="papier")


@pytest.mark.parametrize("indexed", [True, False])
def test_search_engines_stay_out_unless_asked_in(client: Client, association: Association, indexed: bool) -> None:
    operations.open_to_public(association, indexed=indexed, by=JOB, at=timezone.now())
    answer = client.get(reverse("directory:public", args=["ici"]))
    assert ("X-Robots-Tag" in answer.headers, b"noindex" in answer.content) == (not indexed, not indexed)


def test_only_the_direction_opens_it(client: Client, association: Association) -> None:
    address = reverse("directory:opening", args=["ici"])
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.TEAM).user)
    assert client.post(address, {"opened": ""}).status_code == 403
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.DIRECTION).user)
    assert client.post(address, {"indexed": "on"}).status_code == 200  # found but closed: refused
    assert client.post(address, {}).status_code == 302
    client.logout()
    assert client.get(reverse("directory:public", args=["ici"])).status_code == 404


def test_the_booklet_of_the_public_is_a_pdf(client: Client, association: Association) -> None:
    secret(association)
    answer = client.get(reverse("directory:public_paper", args=["ici"]))
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
