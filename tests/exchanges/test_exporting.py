"""The network leaves in the formats of others, and comes back without a change."""

import json
from html import unescape

import pytest
from django.urls import reverse

from pontdesarts.exchanges.exporting import FORMATS, format_of, records
from pontdesarts.exchanges.importing.planned import Kind
from pontdesarts.network.models import SENSITIVE_KINDS, RelayKind, Site, Stage, Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.territory.factories import CommuneFactory

from .factories import AT, planned

pytestmark = pytest.mark.django_db
SIRET = "73282932000074"
ALL = ["address", "phone", "email", "website", "audiences", "kind"]
PLAIN = [name for name in ALL if name not in {"kind", "audiences"}]


@pytest.fixture
def here():
    CommuneFactory(insee="94074")
    return AssociationFactory()


@pytest.fixture
def full(here):
    """A structure of which everything is known, and another of its addresses."""
    told = RelayFactory(
        association=here, name="Centre social « Les Tilleuls »", commune_id="94074", address="1 rue des Lilas",
        postal_code="94460", latitude=48.75, longitude=2.46, phone="+33145000001", email="a@example.org",
        website="https://tilleuls.example.org/", siret=SIRET, rna="W941234567", audiences=["familles", "jeunes"],
    )  # fmt: skip
    Site.objects.create(structure=told, name="Annexe", address="2 rue Basse", postal_code="94460", commune_id="94074")
    return told


def written(key: str, *, public: bool = False) -> bytes:
    return format_of(key).write(list(records(Structure.objects.all(), public=public)), AT.date())


@pytest.mark.parametrize("key", [each.key for each in FORMATS])
def test_what_left_comes_back_without_a_change(here, full, key):
    PartnerFactory(association=here, name="=Théâtre", commune_id="94074", latitude=48.7, longitude=2.4)
    plan = planned(here, written(key), file_name="reseau", everywhere=True)
    assert [(line.name, line.kind) for line in plan.lines if line.kind != Kind.SAME] == []
    assert plan.count(Kind.SAME) == (2 if key == "geojson" else 3)  # the annexe is no point on the map


def test_what_changed_outside_comes_back_as_a_change_of_what_was_empty(here, full):
    content = written("data-inclusion")
    Structure.objects.filter(pk=full.pk).update(phone="")
    (line, _) = planned(here, content, file_name="reseau").lines
    assert [change.field for change in line.changes] == ["phone"]


def test_the_public_reads_what_was_accepted_and_nothing_else(here, full):
    Structure.objects.filter(pk=full.pk).update(shown_publicly=["phone"])
    for each in FORMATS:
        told = written(each.key, public=True)
        for hidden in (SIRET, "W941234567", "rue des Lilas", "48.75", "48,75", "a@example.org", "familles", "Annexe"):
            assert hidden.encode() not in told, (each.key, hidden)
    assert b"+33145000001" in written("data-inclusion", public=True)


@pytest.mark.parametrize("kind", [RelayKind.CHILD_PROTECTION, RelayKind.PRISON, RelayKind.ADDICTION, RelayKind.ASYLUM])
def test_a_sensitive_kind_never_leaves_for_the_public(here, kind):
    RelayFactory(
        association=here, name="Les Iris", profile__kind=kind, shown_publicly=ALL, audiences=["personnes-exilees"]
    )
    (told,) = records(Structure.objects.all(), public=True)
    assert (told.kind, told.audiences) == ("", ())
    (team,) = records(Structure.objects.all(), public=False)
    assert team.kind == kind.label


@pytest.mark.parametrize(("stage", "accepted"), [(Stage.PROSPECT, ALL), (Stage.LAPSED, ALL), (Stage.ACTIVE, [])])
def test_who_is_not_active_or_accepted_nothing_is_not_published(here, stage, accepted):
    RelayFactory(association=here, stage=stage, shown_publicly=accepted)
    assert list(records(Structure.objects.all(), public=True)) == []
    assert len(list(records(Structure.objects.all(), public=False))) == 1


def test_a_short_name_and_a_long_one_keep_to_the_standard_and_come_back(here):
    for name in ("A", "Accueil " * 20):
        RelayFactory(association=here, name=name.strip()[:160], commune_id="94074")
    content = written("data-inclusion")
    assert all(3 <= len(each["nom"]) <= 150 for each in json.loads(content)["structures"])
    assert planned(here, content).count(Kind.SAME) == 2


def test_a_relay_gives_a_service_and_a_partner_none(here, full):
    PartnerFactory(association=here)
    told = json.loads(written("data-inclusion"))
    (service,) = told["services"]
    assert service["structure_id"] == told["structures"][0]["id"] and service["publics"] == ["familles", "jeunes"]


def test_the_page_gives_a_narrowed_file_of_ones_own_associations(client, here, full):
    RelayFactory(name="Ailleurs")
    client.force_login(StaffRoleFactory(association=here).user)
    told = client.get(reverse("exchanges:export_file"), {"format": "csv", "whom": "team", "q": "tilleuls"})
    assert told["Content-Disposition"].endswith('.csv"') and told.content.decode().count("\r\n") == 3
    assert (
        "Ailleurs"
        not in client.get(reverse("exchanges:export_file"), {"format": "csv", "whom": "team"}).content.decode()
    )


def test_a_format_that_nobody_knows_leads_back_to_the_choice(client, here):
    client.force_login(StaffRoleFactory(association=here).user)
    answer = client.get(reverse("exchanges:export_file"), {"format": "xml", "whom": "team"})
    assert answer.status_code == 302 and answer.url == reverse("exchanges:export")


def test_hundreds_cost_no_more_queries_than_a_few(here, full, queries_stay_flat):
    queries_stay_flat(
        lambda: list(records(Structure.objects.all(), public=False)),
        lambda: RelayFactory.create_batch(20, association=here),
    )


def public_file(client, **narrow) -> str:
    asked = {"format": "csv", "whom": "public"} | narrow
    return client.get(reverse("exchanges:export_file"), asked, follow=True).content.decode()


@pytest.mark.parametrize("kind", sorted(SENSITIVE_KINDS))
def test_no_filter_of_a_public_file_tells_a_sensitive_structure_from_another(client, here, kind):
    """Being in a file that was narrowed by a kind or by a public would tell it; so would its place among the others."""
    client.force_login(StaffRoleFactory(association=here).user)
    RelayFactory(association=here, name="Avant", shown_publicly=ALL)
    relay = RelayFactory(
        association=here, name="Les Iris", profile__kind=kind, shown_publicly=ALL, audiences=["personnes-exilees"]
    )
    RelayFactory(association=here, name="Parmi", shown_publicly=PLAIN)
    whole = public_file(client)
    assert "Les Iris" in whole
    assert "Les Iris" not in public_file(client, kind=f"relay:{kind}")
    assert "Les Iris" not in public_file(client, audience="personnes-exilees")
    relay.relay.kind, relay.audiences, relay.shown_publicly = RelayKind.SOCIAL_CENTRE, [], PLAIN
    relay.relay.save()
    relay.save()
    assert public_file(client) == whole


@pytest.mark.parametrize("asked", [{"q": "valenton"}, {"commune": "Valenton"}])
def test_a_public_file_finds_nobody_by_a_commune_that_is_not_shown(client, here, asked):
    client.force_login(StaffRoleFactory(association=here).user)
    RelayFactory(association=here, name="Discret", shown_publicly=["phone"], commune_id="94074")
    RelayFactory(association=here, name="Ouvert", shown_publicly=["address"], commune_id="94074")
    told = public_file(client, **asked)
    assert "Ouvert" in told and "Discret" not in told
    assert "Discret" in public_file(client, whom="team", **asked)


def test_a_file_that_would_be_empty_says_why_and_keeps_what_was_asked(client, here):
    client.force_login(StaffRoleFactory(association=here).user)
    RelayFactory(association=here, name="Les Iris", profile__kind=RelayKind.ASYLUM, shown_publicly=ALL)
    page = unescape(public_file(client, kind="relay:asile"))
    assert "Aucune structure à publier ne répond" in page
    assert "1 structure ; 0 accepte de paraître au public" in page
    assert 'value="relay:asile" selected' in page
