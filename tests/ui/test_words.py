"""How we say numbers, days and hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.ui import words

EVENING = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)  # 20 h 30 in Paris


@pytest.mark.parametrize(("number", "said"), [(0, "0 place"), (1, "1 place"), (2, "2 places")])
def test_the_plural_begins_at_two(number: int, said: str) -> None:
    assert words.places(number) == said


@pytest.mark.parametrize(("number", "said"), [(0, "de 0 place"), (1, "d'une place"), (2, "de 2 places")])
def test_so_many_of_them_is_said_as_it_is_spoken(number, said) -> None:
    assert words.of_places(number) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Odile", "d'Odile"),
        ("Éric", "d'Éric"),
        ("Yvonne", "d'Yvonne"),
        ("Yann", "de Yann"),
        ("Paul", "de Paul"),
        ("", "de "),
    ],
)
def test_of_somebody_is_elided_before_a_vowel(name: str, said: str) -> None:
    assert words.of(name) == said


def test_an_irregular_plural_is_given() -> None:
    assert words.counted(3, "relais", "relais") == "3 relais"


@given(st.integers(min_value=0, max_value=10**9))
def test_a_grouped_number_keeps_its_digits(number: int) -> None:
    assert words.grouped(number).replace("\u202f", "") == str(number)
    assert max(len(part) for part in words.grouped(number).split("\u202f")) <= 3


def test_a_moment_is_said_in_the_time_of_paris() -> None:
    assert words.french_moment(EVENING) == "jeudi 3 décembre à 20\u00a0h\u00a030"
    assert words.french_moment(EVENING + timedelta(minutes=30)) == "jeudi 3 décembre à 21\u00a0h"
    assert words.french_hour(time(0, 5)) == "0\u00a0h\u00a005"


def test_the_first_of_the_month_is_premier() -> None:
    assert words.french_date(date(2026, 12, 1)) == "mardi 1er décembre"


def test_a_moment_late_in_the_evening_of_utc_is_the_next_day_in_paris() -> None:
    assert words.french_date(datetime(2026, 12, 3, 23, 30, tzinfo=UTC)) == "vendredi 4 décembre"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 3), "jeudi 3 décembre"),
        (date(2026, 11, 1), "dimanche 1er novembre"),
        (date(2027, 6, 3), "jeudi 3 juin"),
        (date(2027, 12, 3), "vendredi 3 décembre 2027"),
        (date(2025, 12, 3), "mercredi 3 décembre 2025"),
    ],
)
def test_the_year_is_said_when_it_is_not_the_coming_one(day: date, said: str) -> None:
    assert words.french_date(day, today=date(2026, 11, 21)) == said


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(min_value=-31, max_value=334))
def test_no_two_days_said_without_a_year_are_the_same(today: date, days: int) -> None:
    try:
        day = today + timedelta(days=days)
        twin = day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return
    assert words.short_date(day, today=today) != words.short_date(twin, today=today)


def test_a_span_says_its_month_once() -> None:
    assert words.french_span(date(2026, 12, 3), date(2026, 12, 12)) == "du 3 au 12 décembre"
    assert words.french_span(date(2026, 11, 28), date(2027, 1, 3)) == "du 28 novembre au 3 janvier"
    assert words.french_span(date(2026, 12, 3), date(2026, 12, 3)) == "jeudi 3 décembre"


def test_a_list_ends_with_a_word() -> None:
    assert words.listed(["théâtre", "musique", "danse"]) == "théâtre, musique et danse"
    assert words.listed(["théâtre"]) == "théâtre"
    assert words.listed([]) == ""


def test_a_day_and_a_moment_have_a_big_date() -> None:
    assert words.date_parts(EVENING)["hour"] == "20\u00a0h\u00a030"
    first = words.date_parts(date(2026, 12, 1))
    assert (first["day"], first["ordinal"], first["hour"]) == ("1", "er", "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Complet : 3 relais", "Complet\u00a0: 3 relais"),
        ("Qui vient ?", "Qui vient\u202f?"),
        ("une liste ; deux", "une liste\u202f; deux"),
        ("« Bérénice », ce soir", "«\u00a0Bérénice\u00a0», ce soir"),
        ("<strong>10 %</strong>", "<strong>10\u00a0%</strong>"),
    ],
)
def test_a_mark_stays_on_the_line_of_its_word(written: str, kept: str) -> None:
    assert words.together(written) == kept


@pytest.mark.parametrize(
    "source", ['{% if a != "b" %}oui{% endif %}', '<c-date :at="evening" />', 'href="?vue=a"', "{{ a }} {% now %}"]
)
def test_what_the_machine_reads_is_left_alone(source: str) -> None:
    assert words.together(source) == source
