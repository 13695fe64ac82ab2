"""When one may write, to how many; how a party fits in what is left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.associations.rules import NATIONAL
from pontdesarts.bookings.rules import Outing, Party, flaw, objection
from pontdesarts.last_minute import rules
from pontdesarts.messaging import quiet

DEPARTMENTS = [
    "01",
    "2A",
    "94",
    "95",
    "971",
    "972",
    "973",
    "974",
    "975",
    "976",
    "977",
    "978",
    "984",
    "986",
    "987",
    "988",
]
departments = st.sampled_from(DEPARTMENTS)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))
few = st.integers(0, 12)
parties = st.builds(
    Party,
    adults=few,
    under_6=few,
    from_6_to_11=few,
    from_12_to_17=few,
    workers=few,
    outing=st.sampled_from(Outing),
    first_outing=st.sampled_from([True, False, None]),
).filter(lambda party: flaw(party) is None)


@given(moments, departments, st.none() | st.timedeltas(timedelta(), timedelta(days=2)))
def test_nobody_is_told_at_night_in_any_zone_of_france(at: datetime, department: str, ago: timedelta | None) -> None:
    zone = quiet.zone_of(department)
    last = None if ago is None else at - ago
    moment = rules.when_to_tell(at, zone=zone, last=last, until=at + timedelta(days=3))
    assert moment is not None
    assert 8 <= moment.astimezone(zone).hour < 21
    assert moment >= at
    assert moment - at < timedelta(hours=12)
    if last:
        assert moment >= last + timedelta(minutes=30)


@given(moments, departments, st.timedeltas(timedelta(minutes=-5), timedelta(hours=14)))
def test_what_would_be_told_too_late_is_not_told(at: datetime, department: str, left: timedelta) -> None:
    moment = rules.when_to_tell(at, zone=quiet.zone_of(department), last=None, until=at + left)
    assert moment is None or at <= moment < at + left


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-21T19:59:59+00:00", "2026-11-21T20:59:59+01:00"),
        ("2026-11-21T20:00:00+00:00", "2026-11-22T08:00:00+01:00"),
        ("2026-11-22T06:59:00+00:00", "2026-11-22T08:00:00+01:00"),
        ("2026-11-22T07:00:00+00:00", "2026-11-22T08:00:00+01:00"),
        # the night when clocks go forward, and the one when they go back
        ("2027-03-27T22:00:00+00:00", "2027-03-28T08:00:00+02:00"),
        ("2027-03-28T00:59:00+00:00", "2027-03-28T08:00:00+02:00"),
        ("2026-10-24T21:00:00+00:00", "2026-10-25T08:00:00+01:00"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T08:00:00+01:00"),
        ("2026-10-25T06:30:00+00:00", "2026-10-25T08:00:00+01:00"),
    ],
)
def test_the_night_ends_at_eight_on_the_wall_even_when_clocks_change(at: str, expected: str) -> None:
    began = datetime.fromisoformat(at)
    moment = rules.when_to_tell(began, zone=quiet.zone_of("94"), last=None, until=began + timedelta(days=2))
    assert moment == datetime.fromisoformat(expected)


def test_noon_in_paris_is_the_middle_of_the_night_in_tahiti() -> None:
    noon = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert not rules.is_night(noon, quiet.zone_of("75"))
    assert rules.is_night(noon, quiet.zone_of("987"))
    assert not rules.is_night(noon, quiet.zone_of("974"))
    assert quiet.zone_of("999") == ZoneInfo("Europe/Paris")


@given(st.lists(moments, max_size=60))
def test_nobody_is_told_more_than_three_times_in_any_seven_days(asked: list[datetime]) -> None:
    told: list[datetime] = []
    for at in sorted(asked):
        if rules.may_be_told(told, at):
            told.append(at)
    for first, fourth in zip(told, told[3:], strict=False):
        assert fourth - first >= timedelta(days=7)


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=20)), min_size=1, max_size=40))
def test_close_alerts_never_pass_the_cap(gaps: list[timedelta]) -> None:
    at, told = datetime(2026, 11, 21, tzinfo=UTC), []
    for gap in gaps:
        at += gap / 10
        if rules.may_be_told(told, at):
            told.append(at)
        assert sum(moment > at - timedelta(days=7) for moment in told) <= 3


@given(parties, st.integers(0, 30), st.none() | st.integers(1, 12))
def test_the_party_proposed_in_one_tap_is_never_refused_for_its_size(party: Party, left: int, most: int | None) -> None:
    usual = rules.usual_party(party, left=left, terms=NATIONAL, most_per_booking=most)
    assert usual.places <= max(left, 1)
    assert objection(usual, NATIONAL, most) is None


def test_a_relay_that_never_booked_is_proposed_two_adults() -> None:
    assert rules.usual_party(None, left=5, terms=NATIONAL, most_per_booking=None).adults == 2


def test_people_told_are_as_many_as_the_places_within_reason() -> None:
    assert [rules.most_told(places) for places in (1, 5, 12, 30, 400)] == [5, 5, 12, 30, 30]


def test_places_are_released_until_the_fresh_list_else_until_just_before() -> None:
    begins, fresh = datetime(2026, 11, 21, 20, tzinfo=UTC), datetime(2026, 11, 21, 17, tzinfo=UTC)
    at = datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert rules.usual_until(begins, fresh, at) == fresh
    assert rules.usual_until(begins, fresh, fresh) == begins - timedelta(minutes=30)
    assert rules.usual_until(begins, fresh, begins - timedelta(minutes=20)) == begins


def test_the_season_begins_in_september() -> None:
    assert rules.season_began(datetime(2026, 11, 21, tzinfo=UTC)).isoformat() == "2026-09-01T00:00:00+02:00"
    assert rules.season_began(datetime(2027, 3, 1, tzinfo=UTC)).year == 2026
