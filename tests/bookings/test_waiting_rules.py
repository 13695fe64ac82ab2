"""Who is served in what turn, who is passed over and how often, until when one answers: pure decisions."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.associations.rules import Terms
from pontdesarts.bookings import rules
from pontdesarts.bookings.rules import Party, Stock, Turn, deal, reduced, reduction, room

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@st.composite
def turns(draw):
    """People who wait: some already passed over, some with places of their own, neighbours, wheelchairs, shares."""
    waiting = []
    for key in range(draw(st.integers(0, 8))):
        places = draw(st.integers(1, 10))
        least = draw(st.integers(1, places))
        wheelchair = draw(st.integers(0, min(2, places)))
        gathered = draw(st.integers(0, least - 1))
        waiting.append(
            Turn(
                key=key,
                places=places,
                least=least,
                wheelchair=wheelchair,
                skips=draw(st.integers(0, 3)),
                gathered=gathered,
                gathered_wheelchair=draw(st.integers(0, min(gathered, wheelchair))),
                priority=draw(st.booleans()),
                neighbour=draw(st.booleans()),
                most=draw(st.none() | st.integers(0, 10)),
                gathers=draw(st.booleans()),
            )
        )
    return waiting


@st.composite
def stocks(draw):
    places = draw(st.integers(0, 20))
    return Stock(
        places=places,
        wheelchair=draw(st.integers(0, min(3, places))),
        wheelchair_kept=draw(st.booleans()),
        kept_for_priority=draw(st.integers(0, places)),
        neighbour=draw(st.integers(0, places)),
    )


@given(turns(), stocks(), st.integers(0, 3), st.booleans())
def test_never_more_is_given_than_there_is(waiting, stock, most_skips, came_back):
    by_key = {turn.key: turn for turn in waiting}
    dealt = deal(waiting, stock, most_skips, came_back=came_back)
    new = [(by_key[key], number - by_key[key].gathered) for key, number in dealt.offers]
    aside = dealt.gathered[1] if dealt.gathered else 0
    assert sum(max(0, more) for _, more in new) + aside <= stock.places
    wheelchairs = sum(turn.wheelchair_needed for turn, _ in new) + (dealt.gathered[2] if dealt.gathered else 0)
    assert wheelchairs <= stock.wheelchair
    neighbours = sum(max(0, more) for turn, more in new if turn.neighbour)
    if dealt.gathered and by_key[dealt.gathered[0]].neighbour:
        neighbours += aside
    assert neighbours <= stock.neighbour


@given(turns(), stocks(), st.integers(0, 3))
def test_nobody_is_offered_less_than_would_do_nor_more_than_asked_nor_beyond_its_share(waiting, stock, most_skips):
    by_key = {turn.key: turn for turn in waiting}
    for key, number in deal(waiting, stock, most_skips).offers:
        turn = by_key[key]
        assert turn.least <= number <= turn.places
        assert turn.most is None or number <= turn.most


@given(turns(), stocks(), st.integers(0, 3))
def test_turns_are_taken_in_order_and_who_fits_first_is_served_first(waiting, stock, most_skips):
    offered = [key for key, _ in deal(waiting, stock, most_skips).offers]
    assert offered == sorted(offered)
    if waiting and room(waiting[0], stock) >= waiting[0].least:
        assert offered[0] == waiting[0].key


@given(turns(), stocks(), st.integers(0, 3), st.booleans())
def test_who_has_been_passed_over_often_enough_lets_nobody_go_before(waiting, stock, most_skips, came_back):
    # another reason not to fit (no wheelchair place, a share that is used up) keeps nobody waiting
    waiting = [replace(turn, neighbour=False, wheelchair=0, gathered_wheelchair=0, most=None) for turn in waiting]
    stock = replace(stock, wheelchair_kept=False, kept_for_priority=0)
    dealt = deal(waiting, stock, most_skips, came_back=came_back)
    skips = dict(dealt.skips)
    offered = [key for key, _ in dealt.offers]
    for turn in waiting:
        if turn.key in offered or not turn.gathers:
            continue
        behind = [key for key in offered if key > turn.key]
        assert len(behind) <= max(0, most_skips - turn.skips)
        assert turn.skips + skips.get(turn.key, 0) <= max(most_skips, turn.skips)


@given(st.integers(1, 5), st.integers(0, 3), st.data())
def test_a_group_of_six_is_served_after_being_passed_over_as_often_as_the_terms_say(few, most_skips, data):
    """Places come back one booking at a time, and there is always somebody behind for whom they suffice."""
    group = Turn(key=0, places=6, least=6)
    passes = served = 0
    for _ in range(60):
        back = data.draw(st.integers(1, few))
        small = Turn(key=1, places=back, least=1)
        dealt = deal([group, small], Stock(back), most_skips)
        if dealt.offers and dealt.offers[0][0] == 0:
            served = dealt.offers[0][1]
            break
        passes += any(key == 1 for key, _ in dealt.offers)
        group = replace(
            group,
            skips=group.skips + dict(dealt.skips).get(0, 0),
            gathered=group.gathered + (dealt.gathered[1] if dealt.gathered else 0),
        )
    assert served == 6
    assert passes <= most_skips


def test_partial_acceptance_three_places_instead_of_four():
    assert deal([Turn(1, 4, least=2)], Stock(3), 2).offers == ((1, 3),)
    assert deal([Turn(1, 4, least=4)], Stock(3), 2).offers == ()


def test_places_left_to_anyone_count_as_one_pass_but_not_when_time_alone_passes():
    assert deal([Turn(1, 6, least=6)], Stock(3), 2).skips == ((1, 1),)
    assert deal([Turn(1, 6, least=6)], Stock(3), 2, came_back=False).skips == ()
    assert deal([Turn(1, 6, least=6)], Stock(0), 2).skips == ()


def test_near_the_end_nothing_is_gathered_and_the_next_is_served():
    waiting = [Turn(1, 6, least=6, skips=2, gathers=False), Turn(2, 2, least=2)]
    dealt = deal(waiting, Stock(3), 2)
    assert (dealt.offers, dealt.gathered) == (((2, 2),), None)
    dealt = deal([replace(waiting[0], gathers=True), waiting[1]], Stock(3), 2)
    assert (dealt.offers, dealt.gathered) == ((), (1, 3, 0))


def test_a_wheelchair_that_finds_no_place_keeps_nobody_waiting():
    waiting = [Turn(1, 2, least=2, wheelchair=1, skips=2), Turn(2, 2, least=2)]
    assert deal(waiting, Stock(4, wheelchair=0), 2).offers == ((2, 2),)
    assert deal(waiting, Stock(4, wheelchair=0), 2).gathered is None


def test_what_is_kept_for_wheelchairs_and_their_companions_is_not_dealt_to_others():
    stock = Stock(3, wheelchair=1, wheelchair_kept=True)
    assert room(Turn(1, 3, least=1), stock) == 1
    assert room(Turn(1, 2, least=1, wheelchair=1), stock) == 2
    assert room(Turn(1, 3, least=1), replace(stock, wheelchair_kept=False)) == 3


def test_shares_of_neighbours_and_of_priority_areas_are_respected():
    stock = Stock(5, neighbour=2, kept_for_priority=4)
    assert room(Turn(1, 5, least=1, priority=True), stock) == 5
    assert room(Turn(1, 5, least=1), stock) == 1
    assert room(Turn(1, 5, least=1, priority=True, neighbour=True), stock) == 2


# until when one answers


def in_paris(year, month, day, hour, minute=0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def term(at: datetime, last: datetime, hours: int = 24) -> datetime:
    return rules.answer_by(at, Terms(answer_hours=hours), last=last, zone=PARIS)


def test_the_usual_term_is_a_day_and_a_quarter_of_the_time_left_near_the_date():
    assert term(NOON, NOON + timedelta(days=10)) == NOON + timedelta(hours=24)
    assert term(NOON, NOON + timedelta(hours=20)) == NOON + timedelta(hours=5)
    assert term(NOON, NOON + timedelta(hours=1)) == NOON + timedelta(minutes=30)
    assert term(NOON, NOON + timedelta(minutes=20)) == NOON + timedelta(minutes=20)


def test_a_term_of_the_night_waits_for_the_morning():
    at = in_paris(2026, 11, 21, 22)
    assert term(at, at + timedelta(days=10)) == in_paris(2026, 11, 23, 9)
    assert term(in_paris(2026, 11, 21, 5), at + timedelta(days=10)) == in_paris(2026, 11, 22, 9)


def test_when_the_date_forces_it_the_term_is_said_the_evening_before_or_in_the_night():
    # a matinee at 10 h: answers end at 7 h
    last = in_paris(2026, 11, 23, 7)
    assert term(in_paris(2026, 11, 22, 15), last, hours=10) == in_paris(2026, 11, 22, 19)
    assert term(in_paris(2026, 11, 22, 18), last, hours=10) == in_paris(2026, 11, 22, 21)
    assert term(in_paris(2026, 11, 23, 3), last, hours=10) == in_paris(2026, 11, 23, 4)


@pytest.mark.parametrize("day", [(2026, 10, 24), (2026, 10, 25), (2027, 3, 27), (2027, 3, 28)])
@pytest.mark.parametrize("hour", [0, 2, 3, 12, 20, 21, 23])
def test_the_clock_that_jumps_moves_no_term_into_the_night(day, hour):
    at = in_paris(*day, hour)
    answered = term(at, at + timedelta(days=9)).astimezone(PARIS)
    assert time(9) <= answered.time() <= time(21)
    assert timedelta(hours=22) <= answered - at <= timedelta(hours=38)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(31, 60 * 24 * 20),
    st.integers(1, 72),
)
def test_a_term_is_after_now_not_after_the_last_moment_and_of_the_night_only_when_the_date_forces_it(
    naive, minutes, hours
):
    at = naive.replace(tzinfo=UTC)
    last = at + timedelta(minutes=minutes)
    answered = term(at, last, hours)
    assert at + timedelta(minutes=30) <= answered <= last
    night = not time(9) <= answered.astimezone(PARIS).time() <= time(21)
    assert not night or last - at < timedelta(hours=15)


# a party made smaller


PARTIES = st.builds(
    Party,
    adults=st.integers(0, 6),
    under_6=st.integers(0, 3),
    from_6_to_11=st.integers(0, 6),
    from_12_to_17=st.integers(0, 6),
    workers=st.integers(0, 3),
    wheelchair=st.integers(0, 2),
).filter(lambda party: rules.flaw(party) is None)


@given(PARTIES, st.integers(-3, 20))
def test_a_reduced_party_fits_stands_and_keeps_somebody_accompanied(party, places):
    smaller = reduced(party, places)
    assert smaller.places == min(party.places, max(1, places))
    assert rules.flaw(smaller) is None
    assert smaller.accompanied >= 1
    for name in (*rules.AGES, "workers", "wheelchair"):
        assert getattr(smaller, name) <= getattr(party, name)
    if places >= 2 and party.children and party.adults + party.workers and smaller.children:
        assert smaller.adults + smaller.workers >= 1
    assert bool(reduction(party, smaller)) == (party.places > max(1, places))


def test_a_family_shrinks_from_its_largest_group_and_keeps_an_adult() -> None:
    family = Party(adults=1, from_6_to_11=3, workers=1)
    assert reduced(family, 3) == Party(adults=1, from_6_to_11=1, workers=1)
    assert reduced(Party(adults=1, from_6_to_11=3), 2) == Party(adults=1, from_6_to_11=1)
    assert reduced(Party(adults=2, wheelchair=2), 1) == Party(adults=1, wheelchair=1)


def test_how_a_party_was_reduced_is_said():
    before = Party(adults=2, from_6_to_11=4, workers=1)
    assert (
        reduction(before, replace(before, adults=1, from_6_to_11=2)) == "1 adulte et 2 enfants de 6 à 11 ans de moins"
    )
    assert reduction(before, before) == ""
    assert (
        rules.who(replace(before, adults=1, from_6_to_11=2))
        == "1 adulte, 2 enfants de 6 à 11 ans, 1 personne de l'équipe"
    )


def test_the_season_begins_in_september():
    assert rules.season_of(datetime(2026, 8, 31).date())[0] == datetime(2025, 9, 1).date()
    assert rules.season_of(datetime(2026, 9, 1).date()) == (datetime(2026, 9, 1).date(), datetime(2027, 8, 31).date())
