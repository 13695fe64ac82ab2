"""Dates that come back keep their hour on the wall clock, whatever the season."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.programme.recurrence import (
    MOST_DATES,
    EndsBefore,
    TooMany,
    Weekly,
    occurrence,
    occurrences,
    public_holidays,
)

UTC, PARIS = ZoneInfo("UTC"), ZoneInfo("Europe/Paris")
TUESDAY, THURSDAY = 1, 3

days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
# the clocks jump from 2 to 3 in the morning: no show begins in an hour that does not exist
hours = st.times(time(6), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
weeklies = st.builds(
    Weekly,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    first=days,
    last=days,
    starts=hours,
    every=st.integers(1, 4),
)


def of(weekly: Weekly, **closed) -> list:
    try:
        return occurrences(weekly, **closed)
    except TooMany:
        return []


@given(weeklies)
def test_every_date_is_in_the_window_on_a_day_asked_for_and_there_are_never_more_than_800(weekly) -> None:
    found = of(weekly)
    assert len(found) <= MOST_DATES
    for each in found:
        assert weekly.first <= each.starts_at.date() <= weekly.last
        assert each.starts_at.weekday() in weekly.weekdays


@given(weeklies)
def test_the_hour_on_the_wall_is_the_same_in_summer_and_in_winter(weekly) -> None:
    kept = {each.starts_at.astimezone(UTC).astimezone(PARIS).time() for each in of(weekly)}
    assert kept <= {weekly.starts}


@given(weeklies)
def test_dates_come_in_order_and_once(weekly) -> None:
    moments = [each.starts_at for each in of(weekly)]
    assert moments == sorted(set(moments))


@given(weeklies, days, st.integers(0, 60))
def test_nothing_falls_in_a_closed_period_and_nothing_else_is_lost(weekly, first, length) -> None:
    closed = (first, first + timedelta(days=length))
    every, kept = of(weekly), of(weekly, closed=[closed])
    if every:
        assert kept == [each for each in every if not closed[0] <= each.starts_at.date() <= closed[1]]


def test_the_clocks_change_and_the_tuesday_stays_at_half_past_two() -> None:
    found = occurrences(Weekly(frozenset({TUESDAY}), date(2026, 10, 20), date(2026, 10, 31), time(14, 30), time(16)))
    assert [each.starts_at.astimezone(UTC).hour for each in found] == [12, 13]
    assert {each.starts_at.hour for each in found} == {14}
    assert {each.ends_at.hour for each in found} == {16}


def test_every_other_week_is_counted_from_the_first() -> None:
    weekly = Weekly(frozenset({TUESDAY, THURSDAY}), date(2026, 12, 1), date(2026, 12, 20), time(20), every=2)
    assert [each.starts_at.day for each in occurrences(weekly)] == [1, 3, 15, 17]


def test_more_than_800_dates_are_refused() -> None:
    with pytest.raises(TooMany):
        occurrences(Weekly(frozenset(range(7)), date(2026, 1, 1), date(2028, 12, 31), time(10)))


def test_an_evening_may_end_after_midnight() -> None:
    late = occurrence(date(2026, 12, 31), time(22), time(0, 30))
    assert late.ends_at == datetime(2027, 1, 1, 0, 30, tzinfo=PARIS)


@pytest.mark.parametrize(("starts", "ends"), [((20, 0), (18, 0)), ((20, 0), (20, 0)), ((5, 0), (4, 0))])
def test_any_other_end_before_the_beginning_is_refused(starts, ends) -> None:
    with pytest.raises(EndsBefore):
        occurrence(date(2026, 12, 3), time(*starts), time(*ends))


def test_the_public_holidays_of_2026() -> None:
    assert [f"{day:%d/%m}" for day in public_holidays(date(2026, 1, 1), date(2026, 12, 31))] == [
        "01/01", "06/04", "01/05", "08/05", "14/05", "25/05", "14/07", "15/08", "01/11", "11/11", "25/12",
    ]  # fmt: skip
