"""Every real file through the command, twice; skipped by name where PONTDESARTS_REAL_DATA has none."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pontdesarts.journal.models import Entry
from pontdesarts.programme.importing import read
from pontdesarts.programme.models import Offer, Showing
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


def test_every_file_is_taken_once_and_changes_nothing_the_second_time(events):
    AssociationFactory(slug="essai")
    seen = 0
    for path in sorted(each for each in events.rglob("*") if each.is_file()):
        first = imported(path, "--all-dates")
        print(path.name, {k: (len(v) if isinstance(v, list) else v) for k, v in first.items() if k != "showings"}, {k: (len(v) if isinstance(v, list) else v) for k, v in first["showings"].items()})
        lines = Entry.objects.count()
        again = imported(path, "--all-dates")
        assert (again["created"], again["updated"]) == (0, 0), path.name
        assert (again["showings"]["created"], again["showings"]["updated"]) == (0, 0), path.name
        assert again["unchanged"] == first["created"], path.name
        assert again["refused"] == first["refused"], path.name
        assert Entry.objects.count() == lines, path.name
        seen += 1
    assert seen == 45
