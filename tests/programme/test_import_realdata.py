"""Every real file through the command, twice; skipped by name where PONTDESARTS_REAL_DATA has none."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pontdesarts.journal.models import Entry
from pontdesarts.programme.importing import read
from pontdesarts.programme.models import Allotment, Offer, Showing
from pontdesarts.programme.standing import usual_window
from tests.associations.factories import AssociationFactory

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

_NAMED = os.environ.get("PONTDESARTS_REAL_DATA", "")


@pytest.fixture
def events() -> Path:
    folder = Path(_NAMED) / "03_events"
    if not _NAMED or not folder.is_dir():
        pytest.skip(f"no real data: PONTDESARTS_REAL_DATA={_NAMED or '(not set)'} has no 03_events")
    return folder


def imported(path: Path, *options: str) -> dict:
    said = io.StringIO()
    call_command("import_programme", str(path), "--association", "essai", "--json", *options, stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.parametrize(
    ("path", "created", "refused", "dates"),
    [
        ("openagenda_v2/events_export_paris_205.json", 205, 0, 662),
        ("ods_openagenda/explore_v2.1_paris_400.json", 396, 4, 14_353),
        ("ods_openagenda/records_v1_40.json", 40, 0, 308),
        ("csv/drome_2024_2027_a.csv", 795, 0, 971),
        ("que_faire_a_paris/qfap_2026_explore_v2.1_4.json", 3, 1, 16),
        ("que_faire_a_paris/evenements-a-paris_2015_records_v1_40.json", 39, 1, 100),
        ("ics/fablab_cottbus_ai1ec.ics", 28, 0, None),
        ("schema_org_samples/elysianfields.html", 4, 0, 4),
    ],
)
def test_the_known_files_give_their_figures(events, path, created, refused, dates):
    AssociationFactory(slug="essai")
    told = imported(events / path, "--all-dates")
    assert (told["created"], len(told["refused"])) == (created, refused)
    assert dates is None or told["showings"]["created"] == dates
    assert Offer.objects.count() == created and Showing.objects.count() == told["showings"]["created"]
    assert not Allotment.objects.exists()


def test_each_event_of_each_file_is_told_once_in_the_usual_season(events):
    AssociationFactory(slug="essai")
    window = usual_window(timezone.localdate())
    for path in sorted(each for each in events.rglob("*") if each.is_file()):
        found = read(path.read_bytes(), season=(window.first, window.last), filename=path.name)
        told = imported(path, "--preview")
        total = told["created"] + told["updated"] + told["unchanged"] + len(told["refused"])
        assert total == len(found.events) + len(found.refusals), path.name
        assert all(each["reason"].endswith((".", "?")) for each in told["refused"]), path.name


def test_four_hundred_events_ask_as_many_questions_as_forty(events):
    AssociationFactory(slug="essai")
    asked = []
    for path in ("ods_openagenda/records_v1_40.json", "ods_openagenda/explore_v2.1_paris_400.json"):
        with CaptureQueriesContext(connection) as queries:
            imported(events / path, "--all-dates")
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 12  # a query more for 2 000 dates or 500 offers, never one for each


def test_every_file_is_taken_once_and_changes_nothing_the_second_time(events):
    AssociationFactory(slug="essai")
    seen = 0
    for path in sorted(each for each in events.rglob("*") if each.is_file()):
        first = imported(path, "--all-dates")
        print(
            path.name,
            {k: (len(v) if isinstance(v, list) else v) for k, v in first.items() if k != "showings"},
            {k: (len(v) if isinstance(v, list) else v) for k, v in first["showings"].items()},
        )
        lines = Entry.objects.count()
        again = imported(path, "--all-dates")
        assert (again["created"], again["updated"]) == (0, 0), path.name
        assert (again["showings"]["created"], again["showings"]["updated"]) == (0, 0), path.name
        assert again["unchanged"] == first["created"], path.name
        assert again["refused"] == first["refused"], path.name
        assert Entry.objects.count() == lines, path.name
        seen += 1
    assert seen == 45
