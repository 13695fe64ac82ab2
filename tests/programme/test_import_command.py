"""`script/manage import_programme`."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pontdesarts.programme.models import ImportRun, Offer, Source
from tests.associations.factories import AssociationFactory
from tests.programme.test_import_views import agenda

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    AssociationFactory(slug="passerelle")
    path = tmp_path / "agenda.json"
    path.write_text(agenda("Un bal", "Une veillée"))
    return path


def run(*arguments: object) -> tuple[dict, str]:
    said, beside = io.StringIO(), io.StringIO()
    call_command("import_programme", *map(str, arguments), stdout=said, stderr=beside)
    return json.loads(said.getvalue()), beside.getvalue()


def test_it_prints_the_figures_of_events_and_of_showings(file):
    told, beside = run(file, "--association", "passerelle", "--format", "openagenda", "--json")
    assert told == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": [],
        "showings": {"created": 2, "updated": 0, "unchanged": 0, "refused": []},
    }
    assert beside == ""
    again, _ = run(file, "--association", "passerelle")
    assert (again["created"], again["unchanged"]) == (0, 2)


def test_without_json_a_sentence_stands_beside_the_figures(file):
    _, beside = run(file, "--association", "passerelle")
    assert beside.strip() == "2 sorties créées, 0 modifiée, 0 inchangée, 0 refusée ; 2 dates créées."


def test_a_preview_writes_nothing(file):
    told, beside = run(file, "--association", "passerelle", "--preview")
    assert told["created"] == 2 and beside.startswith("Aperçu, rien n'est écrit")
    assert not Offer.objects.exists() and not ImportRun.objects.exists() and not Source.objects.exists()


def test_the_source_is_named_after_the_file_unless_told(file):
    run(file, "--association", "passerelle")
    run(file, "--association", "passerelle", "--source", "Ville")
    assert list(Source.objects.order_by("name").values_list("name", flat=True)) == ["Ville", "agenda"]


def test_the_season_narrows_what_is_taken(file):
    far = timezone.localdate() + timedelta(days=100)
    told, _ = run(file, "--association", "passerelle", "--season", far, far + timedelta(days=9))
    assert told["created"] == 0 and len(told["refused"]) == 2
    assert all(each["reason"] == "Toutes les dates sont passées." for each in told["refused"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("{file}", "--association", "personne"), "Aucune association n'a le nom court « personne »"),
        (("{file}-absent", "--association", "passerelle"), "n'existe pas"),
        (("{folder}", "--association", "passerelle"), "ne peut pas être lu"),
        (("{file}", "--association", "passerelle", "--season", "2026-09-01", "2026-08-31"), "finit avant de commencer"),
    ],
)
def test_what_cannot_be_done_is_said_in_french(file, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        run(*(each.format(file=file, folder=file.parent) for each in arguments))
    assert sentence in str(refusal.value)
    assert refusal.value.returncode == 1


def test_a_file_that_is_no_programme_is_refused(file):
    file.write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match="Ce fichier est un PDF"):
        run(file, "--association", "passerelle")


def test_a_file_where_everything_is_refused_was_read_all_the_same(file):
    file.write_text('{"events": [{"uid": 1}]}')
    told, _ = run(file, "--association", "passerelle", "--format", "openagenda")
    assert told["created"] == 0 and len(told["refused"]) == 1
