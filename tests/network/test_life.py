"""The stages of a structure, its sites, what it shows, and the priority area that is kept with it."""

from datetime import timedelta

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network import operations, tasks
from pontdesarts.network.models import RelayKind, Site, Stage, StageChange, Structure
from tests.associations.factories import AssociationFactory
from tests.network.factories import SINCE, RelayFactory, StructureFactory
from tests.territory.factories import CommuneFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db

AT = SINCE + timedelta(days=60)
TEAM = Actor(label="Nadia, équipe")
INSIDE = {"latitude": 48.75, "longitude": 2.46}


def admitted(**values) -> Structure:
    stage = values.pop("stage", Stage.PROSPECT)
    return operations.admit(AssociationFactory(), values={"name": "Tilleuls", **values}, stage=stage, by=TEAM, at=SINCE)


def sentences(structure: Structure) -> list[str]:
    return [entry.sentence for entry in Entry.objects.about(structure)]


def test_a_life_is_told_step_by_step_with_its_dates() -> None:
    structure = admitted()
    for days, stage in enumerate((Stage.IN_DISCUSSION, Stage.ONBOARDING, Stage.ACTIVE), start=1):
        operations.move(structure, stage=stage, by=TEAM, at=SINCE + timedelta(days=days))
    operations.move(structure, stage=Stage.LAPSED, reason="déménagement\n à Lyon", by=TEAM, at=AT)
    told = list(structure.stage_changes.values_list("stage", "entered_at"))
    assert [stage for stage, _ in told] == ["lapsed", "active", "onboarding", "in_discussion", "prospect"]
    assert told[0][1] == AT
    assert told[-1][1] == SINCE
    assert sentences(structure)[0] == "a fait passer la structure à l'étape « sortie du réseau » : déménagement à Lyon"


def test_a_second_click_writes_nothing() -> None:
    structure = admitted()
    for _ in range(2):
        operations.move(structure, stage=Stage.ACTIVE, by=TEAM, at=AT)
    assert structure.stage_changes.count() == 2
    assert len(sentences(structure)) == 2


def test_a_passage_that_makes_no_sense_is_refused_with_another_to_take() -> None:
    structure = admitted(stage=Stage.ACTIVE)
    with pytest.raises(operations.StructureRefused, match=r"« active » à « à contacter ».*Choisissez d'abord"):
        operations.move(structure, stage=Stage.PROSPECT, by=TEAM, at=AT)
    with pytest.raises(operations.StructureRefused, match="pourquoi"):
        operations.move(structure, stage=Stage.LAPSED, reason="  ", by=TEAM, at=AT)
    assert StageChange.objects.count() == 1


def test_a_merged_entry_moves_no_more() -> None:
    gone = RelayFactory(merged_into=RelayFactory())
    with pytest.raises(operations.StructureRefused, match="réunie"):
        operations.move(gone, stage=Stage.DORMANT, by=TEAM, at=AT)


def test_nothing_makes_a_silent_structure_sleep_but_somebody() -> None:
    structure = admitted(stage=Stage.ACTIVE)
    for job in (tasks.forget_old, tasks.end_suspensions, tasks.place_again, tasks.gather):
        job.func(0)
    structure.refresh_from_db()
    assert structure.stage == Stage.ACTIVE


def test_the_priority_area_is_kept_with_its_vintage_and_found_again_when_the_address_moves() -> None:
    PriorityAreaFactory(name="La Lutèce", code="QN09401M")
    structure = admitted(commune=CommuneFactory(insee="94074"), point_score=0.91, **INSIDE)
    assert (structure.area_state, structure.area_code, structure.area_vintage) == ("inside", "QN09401M", 2024)
    operations.describe(structure, values={"latitude": 48.80, "longitude": 2.46}, by=TEAM, at=AT)
    structure.refresh_from_db()
    assert (structure.area_state, structure.area_code, structure.area_vintage) == ("outside", "", None)
    assert structure.point_score is None


def test_perimeters_that_arrive_place_everybody_in_the_night_with_constant_queries(queries_stay_flat) -> None:
    commune = CommuneFactory(insee="94074")
    first = RelayFactory(commune=commune, **INSIDE)
    assert first.area_state == "unknown"
    PriorityAreaFactory(code="QN09401M")

    def grow() -> None:
        for _ in range(5):
            RelayFactory(commune=commune, **INSIDE)

    def place() -> None:
        Structure.objects.update(area_state="unknown", area_code="", area_vintage=None)
        operations.place_again(at=AT)

    queries_stay_flat(place, grow)
    assert set(Structure.objects.values_list("area_state", "area_code", "area_vintage")) == {
        ("inside", "QN09401M", 2024)
    }
    assert operations.place_again(at=AT) == 0


def test_many_are_admitted_in_constant_queries_with_their_profiles_and_first_stage(queries_stay_flat) -> None:
    association, commune = AssociationFactory(), CommuneFactory(insee="94074")
    PriorityAreaFactory(code="QN09401M")
    row = {"name": "Tilleuls", "commune": commune, "relay_kind": RelayKind.CCAS, **INSIDE}

    rows = [row] * 2

    def admit() -> None:
        operations.admit_many(association, values=rows, by=TEAM, at=SINCE)

    queries_stay_flat(admit, lambda: rows.extend([row] * 18))
    number = Structure.objects.count()
    assert number > 20
    assert Structure.objects.relays().filter(stage=Stage.PROSPECT, area_state="inside").count() == number
    assert StageChange.objects.filter(stage=Stage.PROSPECT, entered_at=SINCE).count() == number
    assert Entry.objects.about(Structure.objects.latest("pk")).count() == 1


def test_what_is_shown_is_accepted_by_name_and_traced() -> None:
    structure = RelayFactory(profile__kind=RelayKind.CCAS)
    operations.show_publicly(structure, accepted=["kind", "phone", "invented"], by=TEAM, at=AT)
    operations.show_publicly(structure, accepted=["phone", "kind"], by=TEAM, at=AT)
    structure.refresh_from_db()
    assert structure.shown_publicly == ["phone", "kind"]
    assert sentences(structure) == ["a accepté de montrer au public : le téléphone et le type de structure"]
    operations.show_publicly(structure, accepted=[], by=TEAM, at=AT)
    assert sentences(structure)[0] == "ne montre plus rien au public"


@pytest.mark.parametrize("what", ["kind", "audiences"])
def test_a_sensitive_kind_is_shown_by_nobody(what: str) -> None:
    structure = RelayFactory(profile__kind=RelayKind.ADDICTION)
    with pytest.raises(operations.StructureRefused, match="personnes qu'elle reçoit"):
        operations.show_publicly(structure, accepted=[what, "phone"], by=TEAM, at=AT)
    structure.refresh_from_db()
    assert structure.shown_publicly == []


def test_sites_come_change_and_go_with_their_lines() -> None:
    structure = StructureFactory()
    site = operations.add_site(structure, values={"name": "Annexe", "address": "2 rue des Lilas"}, by=TEAM, at=AT)
    operations.change_site(site, values={"name": "Annexe", "address": "3 rue des Lilas"}, by=TEAM, at=AT)
    operations.change_site(site, values={"name": "Annexe"}, by=TEAM, at=AT)
    assert structure.sites.get().address == "3 rue des Lilas"
    operations.remove_site(site, by=TEAM, at=AT)
    assert not Site.objects.exists()
    assert [line.split()[1] for line in sentences(structure)] == ["retiré", "modifié", "ajouté"]
