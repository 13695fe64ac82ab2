"""The language of templates, periods, percents."""

from datetime import date

import pytest

from pontdesarts.agreements import default_texts, rules
from pontdesarts.agreements.models import Kind, Stage


def test_a_field_that_does_not_exist_is_found_and_so_is_a_brace_never_closed() -> None:
    assert rules.unknown_fields("{{structure}} {{ saison }}") == []
    assert rules.unknown_fields("{{structur}} et {{ nom }}") == ["structur", "nom"]
    assert rules.unknown_fields("du {{debut au }}") == ["debut au"]
    assert rules.unknown_fields("{{fin") == ["{{"]


def test_the_texts_that_we_propose_name_no_unknown_field_and_fold_their_lines() -> None:
    for kind in Kind:
        text = default_texts.proposed(kind)
        assert rules.unknown_fields(text) == []
        assert "association" in rules.used_fields(text) or kind == Kind.OTHER
        assert all(len(block.lines) == 1 for block in rules.blocks(text) if block.kind == "paragraph")


def test_a_field_without_anything_to_say_is_named_and_left_visible() -> None:
    text, values = "Avec {{commune}}, du {{debut}}", {"debut": "1er septembre", "commune": ""}
    assert rules.empty_fields(text, values) == ["commune"]
    assert rules.fill(text, values) == "Avec {{commune}}, du 1er septembre"


def test_what_a_name_says_is_never_read_as_a_field() -> None:
    assert rules.fill("{{structure}}", {"structure": "{{fin}}", "fin": "demain"}) == "{{fin}}"


@pytest.mark.parametrize(
    ("period", "after"),
    [
        ((date(2026, 9, 1), date(2027, 8, 31)), (date(2027, 9, 1), date(2028, 8, 31))),
        ((date(2024, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2029, 12, 31))),
        ((date(2023, 3, 1), date(2024, 2, 29)), (date(2024, 3, 1), date(2025, 2, 28))),
        ((date(2026, 1, 10), date(2026, 1, 19)), (date(2026, 1, 20), date(2026, 1, 29))),
    ],
)
def test_the_next_period_is_as_long_and_follows_at_once(period, after) -> None:
    assert rules.next_period(*period) == after


def test_a_day_by_when_is_moved_with_the_period() -> None:
    assert rules.shifted(date(2027, 6, 30), date(2026, 9, 1), date(2027, 9, 1)) == date(2028, 6, 30)
    assert rules.shifted(date(2026, 1, 15), date(2026, 1, 10), date(2026, 1, 20)) == date(2026, 1, 25)
    assert rules.shifted(None, date(2026, 1, 10), date(2026, 1, 20)) is None


def test_almost_everything_is_not_everything() -> None:
    assert [rules.percent(199, 200), rules.percent(200, 200), rules.percent(300, 200)] == [99, 100, 150]


def test_communes_are_said_as_people_say_them() -> None:
    said = [rules.of_commune(name) for name in ("Valence", "Aubenas", "Le Teil", "Les Vans", "Étoile-sur-Rhône")]
    assert said == [
        "Commune de Valence",
        "Commune d'Aubenas",
        "Commune du Teil",
        "Commune des Vans",
        "Commune d'Étoile-sur-Rhône",
    ]


def test_every_stage_says_what_follows_it_and_nobody_signs_by_hand() -> None:
    assert set(rules.PASSAGES) == set(Stage.values)
    assert not {"sent", "signed"} & {step for stage in Stage.values for step in rules.steps_by_hand(stage)}
    assert rules.steps_by_hand("signed") == ["ended", "denounced"]
    assert all(rules.steps_by_hand(stage) == [] for stage in rules.OVER)
