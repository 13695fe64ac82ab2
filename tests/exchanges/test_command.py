"""`script/manage import_structures`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from pontdesarts.exchanges.models import Import
from pontdesarts.network.models import Structure
from tests.associations.factories import AssociationFactory
from tests.territory.factories import CommuneFactory

from .factories import CENTRE, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    CommuneFactory(insee="94074")
    AssociationFactory(slug="passerelle")
    path = tmp_path / "liste.csv"
    path.write_bytes(csv((CENTRE, "", "94460", "Valenton", ""), ("", "x", "94460", "", "")))
    return path


def run(*arguments: object) -> tuple[dict, str]:
    said, beside = io.StringIO(), io.StringIO()
    call_command("import_structures", *map(str, arguments), "--association", "passerelle", stdout=said, stderr=beside)
    return json.loads(said.getvalue()), beside.getvalue()


def test_it_prints_the_figures_and_each_line_that_stays_aside(file):
    told, beside = run(file)
    assert beside.strip() == "1 nouvelle, 0 modifiée, 0 inchangée, 0 à trancher, 1 refusée."
    assert told["aside"] == [
        {"line": 3, "name": "sans nom (x, 94460)", "reason": "La ligne n'a pas de nom de structure."}
    ]
    again, _ = run(file)
    assert (again["new"], again["same"]) == (0, 1)


def test_a_preview_writes_nothing(file):
    told, beside = run(file, "--preview")
    assert told["new"] == 1 and beside.startswith("Aperçu, rien n'est écrit")
    assert not Structure.objects.exists() and not Import.objects.exists()


def test_what_cannot_be_done_is_said_in_french(file, tmp_path):
    pdf = tmp_path / "x.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    for arguments, sentence in (
        ((f"{file}-absent",), "n'existe pas"),
        ((tmp_path,), "ne peut pas être lu"),
        ((pdf,), "un PDF"),
        ((file, "--kind", "cinema"), "n'est pas un type connu"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(*arguments)
