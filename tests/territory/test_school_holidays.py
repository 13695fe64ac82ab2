from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.territory.school_holidays import Holiday, holidays, next_holidays


def test_zone_c_in_the_winter_of_2026() -> None:
    found = holidays("C", date(2026, 2, 1), date(2026, 4, 1))
    assert found == [Holiday("Vacances d'hiver", date(2026, 2, 21), date(2026, 3, 8))]


def test_christmas_holidays_cross_the_year_in_one_piece() -> None:
    (christmas,) = holidays("A", date(2026, 12, 25), date(2026, 12, 25))
    assert christmas == holidays("A", date(2027, 1, 1), date(2027, 1, 1))[0]
    assert christmas.first.year == 2026
    assert christmas.last.year == 2027


def test_the_next_holidays_are_those_under_way_or_to_come() -> None:
    under_way = next_holidays("C", date(2026, 2, 25))
    assert under_way is not None
    assert under_way.name == "Vacances d'hiver"
    to_come = next_holidays("C", date(2026, 3, 9))
    assert to_come is not None
    assert to_come.name == "Vacances de printemps"


@pytest.mark.parametrize("zone", ["", "Corse", "D"])
def test_without_a_zone_no_holidays_are_known(zone: str) -> None:
    assert holidays(zone, date(2026, 1, 1), date(2026, 12, 31)) == []
    assert next_holidays(zone, date(2026, 1, 1)) is None


def test_beyond_the_published_calendars_no_holidays_are_known() -> None:
    assert holidays("A", date(2060, 1, 1), date(2060, 12, 31)) == []


@given(st.sampled_from("ABC"), st.dates(date(2010, 1, 1), date(2028, 1, 1)), st.integers(0, 400))
def test_holidays_come_in_order_and_touch_the_period(zone: str, start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    found = holidays(zone, start, end)
    assert found == sorted(found, key=lambda holiday: holiday.first)
    for holiday in found:
        assert holiday.first <= holiday.last
        assert holiday.first <= end
        assert holiday.last >= start
