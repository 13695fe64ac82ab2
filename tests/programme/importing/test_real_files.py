"""Real files, dirty as they are, in the folder named by PONTDESARTS_REAL_DATA; skipped by name where it is absent."""

import os
from datetime import date
from pathlib import Path

import pytest

from pontdesarts.incoming.sheets import table
from pontdesarts.programme.importing import Reading, detect, read

pytestmark = pytest.mark.realdata

_NAMED = os.environ.get("PONTDESARTS_REAL_DATA", "")
SEASON = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.fixture
def real() -> Path:
    folder = Path(_NAMED) if _NAMED else None
    if folder is None or not (folder / "03_events").is_dir():
        pytest.skip(f"no real data: PONTDESARTS_REAL_DATA={_NAMED or '(not set)'} has no 03_events")
    return folder


def reading_at(path: Path, season: tuple[date, date] = SEASON) -> Reading:
    return read(path.read_bytes(), season=season, filename=path.name)


@pytest.mark.parametrize(
    ("path", "known", "events", "showings", "refused"),
    [
        ("openagenda_v2/events_export_paris_205.json", "openagenda", 205, 662, 0),
        ("ods_openagenda/explore_v2.1_paris_400.json", "opendatasoft", 399, 14356, 1),
        ("ods_openagenda/records_v1_40.json", "opendatasoft", 40, 308, 0),
        ("csv/drome_2024_2027_a.csv", "csv", 795, 971, 0),
        ("que_faire_a_paris/qfap_2026_explore_v2.1_4.json", "opendatasoft", 4, 137, 0),
        ("que_faire_a_paris/qfap_2020_records_v1_10.json", "opendatasoft", 10, 34, 0),
        ("que_faire_a_paris/evenements-a-paris_2015_records_v1_40.json", "opendatasoft", 39, 100, 1),
        ("ics/fablab_cottbus_ai1ec.ics", "ical", 28, 38, 0),
        ("schema_org_samples/elysianfields.html", "schemaorg", 4, 4, 0),
        ("schema_org_samples/Event.002.html", "schemaorg", 2, 2, 0),
        ("datatourisme/dt_marche_cachan94.json", "datatourisme", 1, 0, 0),
    ],
)
def test_the_known_files_give_their_count(real, path, known, events, showings, refused):
    found = reading_at(real / "03_events" / path)
    assert found.format == known
    counted = (len(found.events), sum(len(event.showings) for event in found.events), len(found.refusals))
    assert counted == (events, showings, refused)


def test_the_28_ends_before_their_begin_are_said_one_by_one(real):
    found = reading_at(real / "03_events/openagenda_v2/events_export_paris_205.json")
    assert sum("l'heure de fin est laissée vide" in warning.reason for warning in found.warnings) == 28
    assert sum("écrite deux fois" in warning.reason for warning in found.warnings) == 1  # 663 written, 662 kept


def test_the_784_dates_of_one_event_are_taken(real):
    found = reading_at(real / "03_events/ods_openagenda/explore_v2.1_paris_400.json")
    assert max(len(event.showings) for event in found.events) == 784
    assert sum(event.cancelled for event in found.events) == 3


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("openagenda_v2/single/bunkers_event.json", "attend d'être modéré"),
        ("openagenda_v2/single/lineSeparator2028.json", "pas de titre"),
        ("ics/edge_cases/icalendar_issue_1081_invalid_start_valid_end.ics", "pas de date de début"),
        ("schema_org_samples/null_ld_mock.html", "ne décrit aucun événement"),
        ("datatourisme/dt_full_lieu_abbaye.json", "décrit un lieu"),
    ],
)
def test_the_broken_ones_are_refused_with_a_reason(real, path, reason):
    found = reading_at(real / "03_events" / path)
    assert not found.events
    assert reason in found.refusals[0].reason


def test_series_of_other_years_are_expanded_in_their_season(real):
    folder = real / "03_events/ics/edge_cases"
    expected = {
        "icalendar_issue_112_missing_tzinfo_on_exdate.ics": (date(2013, 9, 1), date(2014, 8, 31), 11),
        "icalendar_issue_165_missing_event.ics": (date(2015, 7, 1), date(2015, 7, 31), 14),
    }
    for name, (first, last, dates) in expected.items():
        found = reading_at(folder / name, (first, last))
        assert [len(event.showings) for event in found.events] == [dates], name


def test_every_file_of_every_folder_gives_a_reading(real):
    seen = 0
    for folder in ("03_events", "04_venues", "05_social", "06_calendar", "08_xlsform"):
        for path in sorted((real / folder).rglob("*")):
            if path.is_file():
                found = reading_at(path)
                assert found.events or found.refusals, path.name
                assert all(refusal.reason.endswith((".", "?")) for refusal in found.refusals), path.name
                detect(path.read_bytes(), path.name)
                seen += 1
    assert seen >= 80


def test_reading_twice_gives_the_same(real):
    for name in (
        "openagenda_v2/events_export_paris_205.json",
        "ics/fablab_cottbus_ai1ec.ics",
        "csv/drome_2024_2027_a.csv",
    ):
        first, second = (reading_at(real / "03_events" / name) for _ in range(2))
        assert [event.fingerprint for event in first.events] == [event.fingerprint for event in second.events]


def test_a_sheet_of_broken_quotes_keeps_the_lines_that_stand(real):
    sheet = table((real / "04_venues/museofile_2025_csv_guillemets_casses.csv").read_bytes())
    assert (len(sheet.columns), len(sheet.rows), len(sheet.problems)) == (24, 17, 133)
    assert sheet.problems[0].line == 2
