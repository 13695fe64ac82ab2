"""What is known, what is not, and the same day of the season before."""

from datetime import date

import pytest

from pontdesarts.goals import rules
from pontdesarts.goals.rules import MEASURES, Fact, Reached, Season


def fact(on: str, *, yes: bool | None = True, key: str = "", sector: str = "") -> Fact:
    return Fact(key or on, date.fromisoformat(on), f"Structure {key or on}", yes=yes, sector=sector)


def test_what_is_not_known_is_in_no_part_of_a_share() -> None:
    facts = [fact("2026-10-01"), fact("2026-10-02", yes=False)]
    unknown = [fact(f"2026-10-{day:02d}", yes=None) for day in range(3, 20)]
    sure = rules.reached(facts, date(2026, 11, 1), is_share=True)
    unsure = rules.reached(facts + unknown, date(2026, 11, 1), is_share=True)
    assert sure.value == unsure.value == 50
    assert unsure.unknown == 17


def test_a_share_of_nothing_known_is_not_zero() -> None:
    assert rules.reached([fact("2026-10-01", yes=None)], date(2026, 11, 1), is_share=True).value is None


def test_what_comes_after_the_day_is_not_counted_yet() -> None:
    facts = [fact("2026-10-01"), fact("2026-10-02"), fact("2026-10-03")]
    assert rules.reached(facts, date(2026, 10, 2), is_share=False).value == 2


def test_a_thing_told_twice_counts_once_from_its_first_day() -> None:
    told = rules.once([fact("2026-11-05", key="a"), fact("2026-10-05", key="a"), fact("2026-10-09", key="b")])
    assert [(each.key, each.on.month) for each in told] == [("a", 10), ("b", 10)]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (Reached(5, 0, 0, False), Reached(3, 0, 0, False), "2 de plus que la saison passée au même jour (3)."),
        (Reached(2, 0, 0, False), Reached(3, 0, 0, False), "1 de moins que la saison passée au même jour (3)."),
        (Reached(3, 0, 0, False), Reached(3, 0, 0, False), "Autant que la saison passée au même jour (3)."),
        (Reached(1, 1, 0, True), Reached(1, 3, 0, True), "25 points de plus que la saison passée au même jour (25 %)."),
        (Reached(1, 1, 0, True), Reached(0, 0, 4, True), "Rien à comparer avec la saison passée."),
    ],
)
def test_a_number_is_compared_in_words(now: Reached, before: Reached, said: str) -> None:
    assert rules.compared(now, before) == said


def test_the_month_of_today_stops_today_and_so_does_its_neighbour_of_last_season() -> None:
    now = [fact("2026-09-10"), fact("2026-11-05")]
    before = [fact("2025-09-10"), fact("2025-11-21"), fact("2025-11-22"), fact("2026-02-01")]
    months = rules.month_by_month(now, before, Season(2026), date(2026, 11, 21), is_share=False)
    assert [(month.last.month, month.now, month.before) for month in months][:5] == [
        (9, 1, 1),
        (10, 1, 1),
        (11, 2, 2),  # the 22nd of November last year is after « the same day »
        (12, None, 3),
        (1, None, 3),
    ]


def test_a_season_that_is_over_is_looked_at_from_its_last_day() -> None:
    assert Season(2024).until(date(2026, 11, 21)) == date(2025, 8, 31)
    assert Season(2026).until(date(2026, 11, 21)) == date(2026, 11, 21)
    assert [last.isoformat() for last in Season(2027).months()][5] == "2028-02-29"


@pytest.mark.parametrize("typed", ["", "1999", "20260", "abc", "²026", "2040"])
def test_an_address_that_names_no_season_shows_this_one(typed: str) -> None:
    assert rules.season_chosen(typed, date(2026, 11, 21)) == Season(2026)


def test_sectors_are_compared_at_the_same_day() -> None:
    now = [fact("2026-09-02", sector="CCAS"), fact("2026-10-02", sector="CCAS"), fact("2026-12-02", sector="ESAT")]
    before = [fact("2025-10-02", sector="ESAT"), fact("2026-03-02", sector="CCAS")]
    assert rules.by_sector(now, before, date(2026, 11, 21)) == [("CCAS", 2, 0), ("ESAT", 0, 1)]


def test_every_measure_says_how_it_counts() -> None:
    assert all(measure.counted.endswith(".") for measure in MEASURES.values())
    assert len(rules.PROPOSED) == 6
