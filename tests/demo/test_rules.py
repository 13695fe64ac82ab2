import csv
import io
import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.demo import rules
from pontdesarts.demo.season.network import DATA, read_data

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS)
def test_the_season_moves_by_whole_weeks_to_the_week_of_today(today: date) -> None:
    shift = rules.shift_from_anchor(today)
    assert shift.days % 7 == 0
    assert timedelta(0) <= today - (rules.ANCHOR + shift) < timedelta(days=7)


@given(DAYS)
def test_a_showing_keeps_its_hour_and_its_day_of_the_week(today: date) -> None:
    before = datetime(2026, 1, 10, 20, 30, tzinfo=rules.HERE)
    after = datetime.fromisoformat(rules.shifted_moment(before.isoformat(), rules.shift_from_anchor(today)))
    here = after.astimezone(rules.HERE)
    assert (here.weekday(), here.hour, here.minute) == (5, 20, 30)


def test_an_agenda_is_moved_and_says_the_same() -> None:
    text = (DATA / "val-de-marne.openagenda.json").read_text()
    before, after = json.loads(text), json.loads(rules.shifted_agenda(text, timedelta(weeks=1)))
    assert [event["title"] for event in after["events"]] == [event["title"] for event in before["events"]]
    assert before["events"][0]["timings"][0]["begin"] == "2025-11-21T20:00:00+01:00"
    assert after["events"][0]["timings"][0]["begin"] == "2025-11-28T20:00:00+01:00"


def test_a_table_is_moved_with_its_periods() -> None:
    text = (DATA / "drome-ardeche.csv").read_text()
    after = list(csv.DictReader(io.StringIO(rules.shifted_table(text, timedelta(weeks=52))), delimiter=";"))
    period = next(row for row in after if row["titre"] == "Palais idéal, entrée libre")
    assert (period["date"], period["date de fin"]) == ("09/11/2026", "30/05/2027")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("C'est une pièce (de Racine).", "signe ou abréviation difficile"),
        ("Vous venez. Vous riez.", "une phrase par ligne"),
        ("C'est un spectacle que vous verrez avec les enfants du quartier si vous le voulez bien.", "plus de 12 mots"),
    ],
)
def test_what_is_hard_to_read_is_pointed_out(text: str, reason: str) -> None:
    assert [flaw.reason for flaw in rules.falc_flaws(text)] == [reason]


def test_every_plain_language_summary_that_we_ship_is_easy_to_read() -> None:
    additions = read_data("additions.json")
    flaws = {key: list(rules.falc_flaws(said.get("falc", ""))) for key, said in additions.items()}
    assert {key: found for key, found in flaws.items() if found} == {}
    assert sum(bool(said.get("falc")) for said in additions.values()) > 120
