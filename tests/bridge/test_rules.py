"""What suits what: every reason said, and what nobody said never counted against anybody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pontdesarts.bridge.rules import SILENT_AFTER, Facets, Match, Weight, is_silent, match
from pontdesarts.territory.rules import Point

CRETEIL, VALENTON, LYON = Point(48.79, 2.45), Point(48.75, 2.46), Point(45.76, 4.83)
OFFER = Facets(
    kind="workshop",
    kind_words="atelier",
    discipline="theatre",
    discipline_words="théâtre",
    family="scene",
    audiences={"familles": "familles", "jeunes": "jeunes"},
    first=date(2027, 1, 10),
    last=date(2027, 3, 10),
    people=12,
    point=CRETEIL,
)
NEED = replace(OFFER, audiences={"familles": "familles"}, people=10, point=VALENTON)
UNSAID = {
    "kind": {"kind": ""},
    "discipline": {"discipline": "", "family": ""},
    "audiences": {"audiences": {}},
    "period": {"first": None, "last": None},
    "people": {"people": None},
    "point": {"point": None},
}
DIFFERENT = {
    "kind": {"kind": "training", "kind_words": "formation d'équipe"},
    "discipline": {"discipline": "sport_match", "discipline_words": "match", "family": "sport"},
    "audiences": {"audiences": {"seniors": "personnes âgées"}},
    "period": {"first": date(2027, 5, 1), "last": None},
    "people": {"people": 30},
    "point": {"point": LYON},
}


def words(found: Match) -> list[str]:
    return [reason.words for reason in found.reasons]


def test_each_reason_is_said_in_words() -> None:
    found = match(OFFER, NEED)
    assert words(found) == [
        "même attente : atelier",
        "même discipline : théâtre",
        "même public : familles",
        "périodes qui se recoupent",
        "12 personnes au plus, 10 attendues",
        "à 5 km",
    ]
    assert found.is_worth_saying
    assert {reason.weight for reason in found.reasons} == {Weight.FOR}


@pytest.mark.parametrize("facet", UNSAID)
def test_what_is_unknown_is_said_and_weighs_nothing(facet: str) -> None:
    unsaid, differing = replace(NEED, **UNSAID[facet]), replace(NEED, **DIFFERENT[facet])
    for found in (match(OFFER, unsaid), match(replace(OFFER, **UNSAID[facet]), NEED)):
        assert all(reason.points == 0 for reason in found.reasons if reason.weight is Weight.UNKNOWN)
        assert match(OFFER, differing).score < found.score < match(OFFER, NEED).score
        assert found.possible


def test_two_silent_announcements_suggest_nothing() -> None:
    found = match(Facets(), Facets())
    assert found.score == 0
    assert not found.is_worth_saying
    assert "distance inconnue" in words(found)
    assert "dates à convenir" in words(found)


def test_to_be_near_and_free_the_same_week_is_no_reason_by_itself() -> None:
    only = {name: value for facet in ("kind", "discipline", "audiences") for name, value in UNSAID[facet].items()}
    found = match(OFFER, replace(NEED, **only))
    assert found.score >= 3
    assert not found.is_worth_saying
    assert match(OFFER, replace(NEED, **only | {"discipline": "theatre"})).is_worth_saying


def test_one_thing_in_common_against_many_differences_is_not_worth_saying() -> None:
    others = DIFFERENT["kind"] | DIFFERENT["audiences"] | DIFFERENT["people"] | DIFFERENT["point"]
    found = match(OFFER, replace(NEED, **others))
    assert found.about_it
    assert not found.is_worth_saying


def test_no_common_day_is_no_match_however_well_the_rest_suits() -> None:
    found = match(OFFER, replace(NEED, **DIFFERENT["period"]))
    assert found.score > 0
    assert not found.is_worth_saying
    assert "aucun jour commun" in words(found)


def test_a_period_open_on_one_side_meets_what_comes_after() -> None:
    assert "périodes qui se recoupent" in words(match(OFFER, replace(NEED, first=date(2027, 3, 10), last=None)))
    assert "aucun jour commun" in words(match(OFFER, replace(NEED, first=date(2027, 3, 11), last=None)))


def test_everybody_welcomes_anybody() -> None:
    assert "ouvert à tous les publics" in words(match(replace(OFFER, audiences={"tous-publics": "tous"}), NEED))


def test_neighbouring_disciplines_count_less_than_the_same() -> None:
    near = match(OFFER, replace(NEED, discipline="danse", discipline_words="danse"))
    assert "disciplines voisines : théâtre et danse" in words(near)
    assert match(OFFER, replace(NEED, **DIFFERENT["discipline"])).score < near.score < match(OFFER, NEED).score


def test_a_thread_is_silent_after_thirty_days_unless_something_was_told() -> None:
    spoke = datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert not is_silent(spoke, closed=False, told=False, at=spoke + SILENT_AFTER - timedelta(seconds=1))
    assert is_silent(spoke, closed=False, told=False, at=spoke + SILENT_AFTER)
    assert not is_silent(spoke, closed=True, told=False, at=spoke + 2 * SILENT_AFTER)
    assert not is_silent(spoke, closed=False, told=True, at=spoke + 2 * SILENT_AFTER)
