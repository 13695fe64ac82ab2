"""The pages of a structure's life: stages, sites, what is shown, duplicates, the list narrowed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations
from pontdesarts.network.models import Distinct, Merge, PartnerKind, RelayKind, Site, Stage, Structure
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory, StructureFactory
from tests.territory.factories import CommuneFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def association(client: Client) -> Any:
    """Where the person of the browser works, in the team."""
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role.association


def page(client: Client, name: str, /, *names: Any, **asked: Any) -> str:
    answer = client.get(reverse(f"network:{name}", args=names), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, /, *names: Any, **typed: Any) -> Any:
    return client.post(reverse(f"network:{name}", args=names), typed)


def test_one_press_moves_a_structure_on_and_a_second_changes_nothing(client: Client, association: Any) -> None:
    structure = RelayFactory(association=association, stage=Stage.ONBOARDING)
    assert "Passer « active »" in page(client, "structure", structure.pk)
    for _ in range(2):
        assert post(client, "move", structure.pk, stage="active").url == reverse(
            "network:structure", args=[structure.pk]
        )
    assert structure.stage_changes.get().stage == Stage.ACTIVE


def test_leaving_the_network_asks_why_and_keeps_the_choice(client: Client, association: Any) -> None:
    structure = RelayFactory(association=association)
    answer = post(client, "move", structure.pk, stage="lapsed", reason="")
    assert "Dites pourquoi" in answer.content.decode()
    assert answer.context["form"].data["stage"] == "lapsed"
    post(client, "move", structure.pk, stage="lapsed", reason="La structure a fermé")
    shown = page(client, "structure", structure.pk)
    assert "sortie du réseau" in shown
    assert "La structure a fermé" in shown


def test_only_allowed_passages_are_offered_and_taken(client: Client, association: Any) -> None:
    structure = RelayFactory(association=association)
    assert "à contacter" not in page(client, "move", structure.pk)
    assert post(client, "move", structure.pk, stage="prospect").status_code == 200
    structure.refresh_from_db()
    assert structure.stage == Stage.ACTIVE


def test_a_referent_describes_and_shows_but_neither_moves_nor_merges(client: Client) -> None:
    relay = ReferentFactory().structure
    client.force_login(relay.referents.get().user)
    other = RelayFactory(association=relay.association)
    for name, names in (("move", [relay.pk]), ("merge", [relay.pk])):
        assert client.get(reverse(f"network:{name}", args=names)).status_code == 403
    assert post(client, "distinct", relay.pk, other.pk).status_code == 404
    assert "Changer d'étape" not in page(client, "structure", relay.pk)
    post(client, "show", relay.pk, accepted=["phone", "kind"])
    relay.refresh_from_db()
    assert relay.shown_publicly == ["phone", "kind"]


def test_a_sensitive_structure_is_not_even_asked_for_its_kind(client: Client, association: Any) -> None:
    relay = RelayFactory(association=association, profile__kind=RelayKind.PRISON)
    shown = page(client, "show", relay.pk)
    assert "le type de structure" not in shown
    assert "Ils diraient quelque chose" in shown
    post(client, "show", relay.pk, accepted=["kind"])
    relay.refresh_from_db()
    assert relay.shown_publicly == []
    assert "jamais montré" in page(client, "structure", relay.pk)


def test_a_siret_with_spaces_is_kept_and_a_float_is_told_what_to_do(client: Client, association: Any) -> None:
    structure = StructureFactory(association=association, name="Les Tilleuls")
    typed = {"name": "Les Tilleuls", "social_landlord": "true", "audiences": ["familles"]}
    answer = post(client, "describe", structure.pk, **typed, siret="73282932000074.0", rna="941234567")
    said = answer.content.decode()
    assert "format « Texte »" in said
    assert "commence par W" in said
    assert "73282932000074.0" in said
    post(client, "describe", structure.pk, **typed, siret="732 829 320 00074", rna="w941234567")
    structure.refresh_from_db()
    assert (structure.siret, structure.rna) == ("73282932000074", "W941234567")
    assert (structure.social_landlord, structure.audiences) == (True, ["familles"])
    assert "732 829 320 00074" in page(client, "structure", structure.pk)


def test_unknown_is_not_no_for_a_social_landlord(client: Client, association: Any) -> None:
    structure = StructureFactory(association=association)
    post(client, "describe", structure.pk, name="A", social_landlord="unknown")
    structure.refresh_from_db()
    assert structure.social_landlord is None


def test_a_prospect_is_entered_as_such_with_the_kind_of_partner(client: Client, association: Any) -> None:
    CommuneFactory(insee="94074")
    typed = {"name": "Cinéma Le Rex", "commune": "94460", "profiles": "partner", "stage": "prospect"}
    post(client, "admit", association.slug, **typed, **{"partner-kind": "cinema"})
    made = Structure.objects.get(name="Cinéma Le Rex")
    assert (made.stage, made.partner.kind) == (Stage.PROSPECT, PartnerKind.CINEMA)
    assert made.stage_changes.get().stage == Stage.PROSPECT


def test_the_three_answers_about_a_priority_area_are_shown_with_vintage_and_score(
    client: Client, association: Any
) -> None:
    PriorityAreaFactory(name="La Lutèce", code="QN09401M")
    commune = CommuneFactory(insee="94074")
    values = {"name": "A", "commune": commune, "longitude": 2.46, "point_score": 0.874}
    said = []
    for latitude in (48.75, 48.75501, 48.80):
        told = values | {"latitude": latitude}
        made = operations.admit(association, values=told, by=TEAM, at=timezone.now())
        operations.give_relay_profile(made, kind=RelayKind.CCAS, by=TEAM, at=timezone.now())
        said.append(page(client, "structure", made.pk))
    assert "Dans le quartier prioritaire La Lutèce (QN09401M, 2024)" in said[0]
    assert "On ne peut pas dire : à la limite de La Lutèce" in said[1]
    assert "Hors des quartiers prioritaires" in said[2]
    assert "sûre à 87 %" in said[0]


def test_a_site_is_added_corrected_and_retired(client: Client, association: Any) -> None:
    structure = StructureFactory(association=association)
    CommuneFactory(insee="94074")
    post(client, "add_site", structure.pk, name="Annexe", commune="94460", latitude="48.75")
    assert not Site.objects.exists()
    post(client, "add_site", structure.pk, name="Annexe", commune="94460", address="2 rue des Lilas")
    site = structure.sites.get()
    post(client, "site", structure.pk, site.pk, name="Annexe nord", commune="94460")
    assert "Annexe nord" in page(client, "structure", structure.pk)
    post(client, "site", structure.pk, site.pk, do="remove")
    assert not structure.sites.exists()


def test_the_team_looks_at_a_pair_makes_them_one_and_parts_them(client: Client, association: Any) -> None:
    kept = RelayFactory(association=association, name="Centre social Les Tilleuls")
    gone = RelayFactory(association=association, name="Les Tilleuls")
    assert "Presque le même nom" in page(client, "duplicates", association.slug)
    assert "Quelle fiche garder" in page(client, "merge", kept.pk, avec=gone.pk)
    answer = post(client, "merge", gone.pk, other=kept.pk, keep=kept.pk)
    assert answer.url == reverse("network:structure", args=[kept.pk])
    assert client.get(reverse("network:structure", args=[gone.pk])).url == answer.url
    assert "Séparer de nouveau" in page(client, "structure", kept.pk)
    assert "Réunies depuis moins de 30 jours" in page(client, "duplicates", association.slug)
    post(client, "undo_merge", Merge.objects.get().pk)
    assert "Presque le même nom" in page(client, "duplicates", association.slug)
    answer = client.post(reverse("network:undo_merge", args=[Merge.objects.get().pk]), follow=True)
    assert "déjà séparées" in answer.content.decode()


def test_a_pair_is_read_side_by_side_before_anything_is_decided(client: Client, association: Any) -> None:
    one = RelayFactory(association=association, name="Les Tilleuls", phone="01 99 00 11 22", siret="")
    other = RelayFactory(association=association, name="Centre Les Tilleuls", phone="", siret="73282932000074")
    said = page(client, "merge", one.pk, avec=other.pk)
    for line in ("01 99 00 11 22", "732 829 320 00074", "on ne sait pas", "Garder « Les Tilleuls »", "Ne rien changer"):
        assert line in said
    assert f'value="{one.pk}" checked' in said
    assert f'value="{other.pk}" checked' not in said
    assert not Merge.objects.exists()


@pytest.mark.parametrize("role", [StaffRole.Role.PROGRAMMER, StaffRole.Role.READER])
def test_who_does_not_do_the_daily_work_opens_no_pair(client: Client, role: StaffRole.Role) -> None:
    one = RelayFactory()
    other = RelayFactory(association=one.association)
    client.force_login(StaffRoleFactory(association=one.association, role=role).user)
    address = reverse("network:merge", args=[one.pk])
    assert client.get(address, {"avec": other.pk}).status_code == 403
    assert client.post(address, {"other": other.pk, "keep": one.pk}).status_code == 403
    assert not Merge.objects.exists()


def test_what_is_said_to_be_two_is_proposed_no_more(client: Client, association: Any) -> None:
    one, other = (RelayFactory(association=association, name="Les Tilleuls") for _ in "12")
    post(client, "distinct", one.pk, other.pk)
    assert Distinct.objects.count() == 1
    assert "Aucun doublon en vue" in page(client, "duplicates", association.slug)


def test_any_other_entry_can_be_found_to_merge_but_not_of_another_association(client: Client, association: Any) -> None:
    mine = RelayFactory(association=association, name="Ici")
    near, far = RelayFactory(association=association, name="Peupliers"), RelayFactory(name="Peupliers")
    found = page(client, "merge", mine.pk, q="peupliers")
    assert f"avec={near.pk}" in found
    assert f"avec={far.pk}" not in found
    assert client.get(reverse("network:merge", args=[mine.pk]), {"avec": far.pk}).status_code == 404
    assert client.get(reverse("network:merge", args=[mine.pk]), {"avec": mine.pk}).status_code == 404


def test_the_gone_one_is_found_by_nobody_who_may_not_read_the_kept_one(client: Client) -> None:
    kept = RelayFactory()
    gone = RelayFactory(association=kept.association, merged_into=kept)
    client.force_login(ReferentFactory().user)
    assert client.get(reverse("network:structure", args=[gone.pk])).status_code == 404


def test_the_list_narrows_by_stage_kind_audience_area_and_commune(client: Client, association: Any) -> None:
    here, there = (
        CommuneFactory(insee="94074"),
        CommuneFactory(insee="94002", name="Alfortville", postal_codes=["94140"]),
    )
    RelayFactory(
        association=association,
        name="Les Bleuets",
        commune=here,
        stage=Stage.PROSPECT,
        profile__kind=RelayKind.CCAS,
        audiences=["familles"],
        area_state="inside",
    )
    PartnerFactory(association=association, name="Le Rex", commune=there, profile__kind=PartnerKind.CINEMA)
    wanted = ({"stage": "prospect"}, {"kind": "relay:ccas"}, {"audience": "familles"}, {"area": "inside"})
    for asked in (*wanted, {"commune": here.name}):
        shown = page(client, "structures", **asked)
        assert "Les Bleuets" in shown
        assert "Le Rex" not in shown
    assert "Le Rex" in page(client, "structures", kind="partner:cinema")
    assert "Les Bleuets" in page(client, "structures", stage="inventée", kind="relay", commune="Nulle-Part")


def test_lists_and_pages_cost_the_same_whatever_the_size_of_the_network(
    client: Client, association: Any, queries_stay_flat: Any
) -> None:
    relay = RelayFactory(association=association)

    def grow() -> None:
        for number in range(4):
            made = RelayFactory(association=association, name=f"Autre {number}", stage=Stage.PROSPECT)
            Site.objects.create(structure=relay, name=f"Annexe {number}")
            operations.merge(relay, gone=made, by=TEAM, at=timezone.now())
            for name in ("Tilleuls", "Tilleul"):
                RelayFactory(association=association, name=name)

    queries_stay_flat(lambda: page(client, "structures", stage="active"), grow)
    queries_stay_flat(lambda: page(client, "structure", relay.pk), grow)
    queries_stay_flat(lambda: page(client, "duplicates", association.slug), grow)


def test_a_coordinator_reads_their_own_structure_only(client: Client) -> None:
    post_ = CoordinatorFactory()
    RelayFactory(association=post_.structure.association, name="Foyer du Lac")
    client.force_login(post_.user)
    assert client.get(reverse("network:structures")).status_code == 302
    assert "Foyer du Lac" not in page(client, "structure", post_.structure.pk)
