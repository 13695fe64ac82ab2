"""The facts that the project ships about France hold what the official counts say."""

import io
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from pontdesarts.territory import shipped
from pontdesarts.territory.communes import resolve_commune
from pontdesarts.territory.models import Commune, Department
from pontdesarts.territory.operations import CommuneRow

# (south, west, north, east) of where France is
METROPOLE = (41.3, -5.2, 51.2, 9.7)


@pytest.fixture(scope="module")
def rows() -> list[CommuneRow]:
    return list(shipped.communes())


def test_the_counts_of_communes_are_the_official_ones(rows: list[CommuneRow]) -> None:
    counts = Counter(row.department_id for row in rows if row.parent_id is None)
    assert (counts["94"], counts["26"], counts["07"], counts["75"]) == (47, 362, 335, 1)
    assert sum(counts.values()) == 34_969
    assert Counter(row.parent_id for row in rows if row.parent_id) == {"75056": 20, "13055": 16, "69123": 9}
    assert sum(row.population or 0 for row in rows if row.department_id == "94") == 1_426_929


def test_codes_are_text_and_agree_with_their_department(rows: list[CommuneRow]) -> None:
    assert len({row.insee for row in rows}) == len(rows)
    assert all(len(row.insee) == 5 and row.insee.startswith(row.department_id) for row in rows)
    assert all(len(code) == 5 and code.isdigit() for row in rows for code in row.postal_codes)


def test_999_communes_in_1000_of_the_mainland_and_overseas_departments_have_a_centre(rows: list[CommuneRow]) -> None:
    departments = [row for row in rows if row.insee[:2] != "98" and row.insee[:3] not in {"975", "977", "978"}]
    placed = [row for row in departments if row.latitude is not None]
    assert len(departments) - len(placed) <= 4
    assert sum(row.latitude is not None for row in rows) / len(rows) > 0.998


def test_centres_are_in_france(rows: list[CommuneRow]) -> None:
    south, west, north, east = METROPOLE
    for row in rows:
        if row.latitude is not None and row.longitude is not None and row.insee[:2] not in {"97", "98"}:
            assert south < row.latitude < north, row
            assert west < row.longitude < east, row


def test_departments_have_the_calendar_of_their_academie() -> None:
    zones = {row.code: row.zone for row in shipped.departments()}
    assert len(zones) == 109
    assert {code: zones[code] for code in ("94", "75", "26", "07", "59", "2A", "974")} == {
        "94": "C",
        "75": "C",
        "26": "A",
        "07": "A",
        "59": "B",
        "2A": "",
        "974": "",
    }
    assert all(zones[code] for code in zones if code.isdigit() and len(code) == 2)


@pytest.fixture
def france(db: None) -> Iterator[str]:
    said = io.StringIO()
    call_command("load_territory", stdout=said)
    yield said.getvalue()


def test_loading_france_takes_seconds_and_loading_it_again_changes_nothing(france: str) -> None:
    assert "Communes : créés 35014, modifiés 0" in france
    assert Department.objects.count() == 109
    said = io.StringIO()
    start = time.process_time()
    call_command("load_territory", stdout=said)
    assert time.process_time() - start < 5
    assert "créés 0, modifiés 0, inchangés 35014, absents du fichier 0" in said.getvalue()


def test_a_commune_that_was_changed_by_hand_is_mended_and_a_vanished_one_stays(france: str) -> None:
    Commune.objects.filter(insee="94074").update(name="Autre", population=None)
    Commune.objects.create(insee="94999", name="Ancienne", folded="ancienne", department_id="94")
    said = io.StringIO()
    call_command("load_territory", stdout=said)
    assert "créés 0, modifiés 1, inchangés 35013, absents du fichier 1" in said.getvalue()
    assert Commune.objects.get(insee="94074").name == "Valenton"


def test_on_the_whole_of_france_what_people_type_is_understood(france: str) -> None:
    def insee(text: str) -> object:
        found = resolve_commune(text)
        return [c.insee for c in found[:2]] if isinstance(found, list) else found and found.insee

    assert insee("valenton") == "94074"
    assert insee("94460") == "94074"
    assert insee("saint-denis 93") == "93066"
    assert insee("St Denis") == ["93066", "97411"] or insee("St Denis") == ["97411", "93066"]
    assert insee("Paris 15e") == "75115"
    assert insee("marseille 13") == "13055"
    assert insee("lyon 3") == "69383"
    assert insee("ivry sur seine") == "94041"
    assert insee("Hay les roses") == "94038"
    assert insee("Aubenas") == "07019"
    assert insee("valence 26") == "26362"
