"""Every real file through the command, twice; skipped by name where PONTDESARTS_REAL_DATA has none."""

import io
import json
import os
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from django.core.management import CommandError, call_command

from pontdesarts.exchanges.exporting import records
from pontdesarts.exchanges.exporting.formats import data_inclusion
from pontdesarts.journal.models import Entry as JournalEntry
from pontdesarts.network.models import Stage, Structure
from tests.associations.factories import AssociationFactory

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

_NAMED = os.environ.get("PONTDESARTS_REAL_DATA", "")
RELAYS, PARTNERS = "relays", "partners"
# what is no list of places with names, and what is said of it
REFUSED = {
    "contrats_de_ville_points_idf_26_07.geojson": "des territoires, pas des structures",
    "sources.json": "Rien ne dit où sont ces structures",
    "basilic_agrege_commune_type_idf_26_07.csv": "il n'en nomme aucun",
}


@pytest.fixture
def real() -> Path:
    folder = Path(_NAMED)
    if not _NAMED or not (folder / "05_social").is_dir():
        pytest.skip(f"no real data: PONTDESARTS_REAL_DATA={_NAMED or '(not set)'} has no 05_social")
    call_command("load_territory", verbosity=0)
    AssociationFactory(slug="essai")
    return folder


def imported(path: Path, wanted: str) -> dict:
    said = io.StringIO()
    asked = ("--association", "essai", "--as", wanted, "--everywhere", "--json")
    call_command("import_structures", str(path), *asked, stdout=said)
    return json.loads(said.getvalue())


def files(real: Path) -> list[tuple[Path, str]]:
    found = [(path, RELAYS) for path in sorted((real / "05_social").rglob("*")) if "schema_v1" not in str(path)]
    found += [(path, PARTNERS) for path in sorted((real / "04_venues").rglob("*"))]
    return [(path, wanted) for path, wanted in found if path.is_file()]


def test_every_file_goes_through_and_changes_nothing_the_second_time(real):
    seen, refused = 0, set()
    for path, wanted in files(real):
        try:
            first = imported(path, wanted)
        except CommandError as reason:
            assert REFUSED[path.name] in str(reason), path.name
            refused.add(path.name)
            continue
        print(path.name, {name: told for name, told in first.items() if name != "aside"})
        assert all(each["reason"].endswith((".", "?")) for each in first["aside"]), path.name
        lines = JournalEntry.objects.count()
        again = imported(path, wanted)
        assert (again["new"], again["changed"]) == (0, 0), path.name
        assert again["same"] == first["new"] + first["changed"] + first["same"], path.name
        assert again["aside"] == first["aside"], path.name
        assert JournalEntry.objects.count() == lines, path.name
        seen += 1
    assert refused == set(REFUSED) and seen == 15


@pytest.mark.parametrize(
    ("path", "wanted", "figures"),
    [
        ("05_social/france_services_20240801_idf_26_07.csv", RELAYS, (242, 0, 0)),
        ("05_social/lieux_accueil_aix_standard_mednum.json", RELAYS, (38, 0, 0)),
        ("04_venues/musees_de_france_idf_26_07.csv", PARTNERS, (152, 0, 0)),
    ],
)
def test_the_known_files_give_their_figures(real, path, wanted, figures):
    told = imported(real / path, wanted)
    assert (told["new"], told["changed"], told["refused"]) == figures


def test_lambert_93_falls_in_its_commune(real):
    imported(real / "05_social/lieux_accueil_maine_et_loire.csv", RELAYS)
    placed = Structure.objects.exclude(latitude=None).select_related("commune")
    assert len(placed) > 180
    assert all(abs(each.latitude - each.commune.latitude) < 0.4 for each in placed if each.commune)


def test_what_we_publish_keeps_to_the_schema_of_data_inclusion(real):
    schemas = real / "05_social" / "data_inclusion_schema_v1"
    imported(real / "05_social/lieux_accueil_aix_standard_mednum.json", RELAYS)
    Structure.objects.update(stage=Stage.ACTIVE, shown_publicly=["address", "phone", "email", "website", "kind"])
    for public in (True, False):
        told = json.loads(data_inclusion(list(records(Structure.objects.all(), public=public)), date(2026, 9, 1)))
        assert len(told["structures"]) >= 38
        for name, kind in (("structure", "structures"), ("service", "services")):
            schema = jsonschema_rs.validator_for(json.loads((schemas / f"{name}.json").read_text()))
            assert [str(error) for each in told[kind] for error in schema.iter_errors(each)] == []
