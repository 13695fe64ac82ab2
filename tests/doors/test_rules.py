"""Whatever the order, the splits and the repetitions in which the doors are heard, the evening is the same."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.doors import rules
from pontdesarts.doors.rules import Entry, tally, to_reach

AT = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)
CODE = "K7M-4RP-2X"


def entry(number: int, people: int, *, minutes: int = 0, **more: int) -> Entry:
    return Entry(UUID(int=number), CODE, people, AT + timedelta(minutes=minutes), **more)


def test_three_of_four_come_and_the_last_one_later() -> None:
    first = entry(1, 3)
    now = tally(4, [first])
    assert (now.counted, now.left, now.first_at) == (3, 1, AT)
    now = tally(4, [first, entry(2, 1, minutes=40)])
    assert (now.counted, now.left, now.last_at) == (4, 0, AT + timedelta(minutes=40))


def test_the_same_party_read_at_two_doors_that_did_not_know_is_counted_once_and_the_excess_is_kept_in_sight() -> None:
    now = tally(4, [entry(1, 4), entry(2, 4)])
    assert (now.counted, now.overlap, now.beyond, now.left) == (4, 4, 0, 0)


def test_people_above_the_places_count_when_the_door_knew() -> None:
    now = tally(4, [entry(1, 4), entry(2, 2, beyond=2)])
    assert (now.counted, now.overlap, now.beyond) == (6, 0, 2)


def test_the_paper_of_one_person_read_twice_is_that_person_once() -> None:
    now = tally(4, [entry(1, 1, ordinal=2), entry(2, 1, ordinal=2), entry(3, 1, ordinal=3)])
    assert (now.counted, now.overlap, now.left) == (2, 0, 2)


def test_an_undoing_wins_whichever_comes_first() -> None:
    one, other = entry(1, 2), entry(2, 2)
    assert rules.standing([one, other], [one.id]) == [other]
    assert rules.standing([other], [one.id]) == [other]


def test_nobody_read_is_nobody_counted() -> None:
    assert tally(4, []) == rules.Tally(left=4)


numbers = st.integers(min_value=1, max_value=6)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        people = draw(numbers)
        ordinal = draw(st.sampled_from([0, 0, 1, 2]))
        beyond = 0 if ordinal else draw(st.integers(0, people))
        made.append(entry(number, people, minutes=draw(st.integers(0, 5)), ordinal=ordinal, beyond=beyond))
    return made


@given(entries(), st.lists(st.integers(0, 9)), st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_heard_does_not_matter(
    heard: list[Entry], undone: list[int], places: int, random: Random
) -> None:
    gone = [UUID(int=number) for number in undone]
    before = tally(places, rules.standing(heard, gone))
    shuffled, also = [*heard], [*gone, *gone]
    random.shuffle(shuffled)
    random.shuffle(also)
    assert tally(places, rules.standing(shuffled, also)) == before
    assert rules.by_code(shuffled, also) == rules.by_code(heard, gone)


@given(entries(), st.integers(1, 6))
def test_the_count_never_goes_above_the_places_but_for_those_let_in_knowingly(heard: list[Entry], places: int) -> None:
    now = tally(places, heard)
    assert now.counted - now.beyond <= places
    assert now.counted + now.overlap >= max((one.people for one in heard), default=0)
    assert now.left == 0 or now.overlap == 0


@given(entries(), st.integers(1, 6), st.integers(0, 9))
def test_a_line_comes_to_the_number_that_is_said(heard: list[Entry], places: int, target: int) -> None:
    mending = to_reach(target, places, heard)
    kept = [one for one in heard if one.id not in mending.undo]
    if mending.people:
        kept.append(entry(99, mending.people, minutes=9, beyond=mending.beyond))
    now = tally(places, kept)
    assert (now.counted, now.overlap) == (target, 0)


def test_a_line_that_is_right_already_writes_nothing() -> None:
    assert to_reach(4, 4, [entry(1, 4)]) == rules.Mending()
    assert to_reach(4, 4, [entry(1, 4), entry(2, 4, minutes=1)]) == rules.Mending((UUID(int=2),))


def test_a_date_is_told_of_for_seven_days_and_ended_once_begun() -> None:
    ends = AT + timedelta(days=30)
    assert rules.accepts(AT, AT + timedelta(days=6, hours=23))
    assert not rules.accepts(AT, AT + timedelta(days=7))
    assert rules.may_end(AT, None, AT, open_dated=False)
    assert not rules.may_end(AT, None, AT - timedelta(minutes=1), open_dated=False)
    assert not rules.may_end(AT, ends, AT, open_dated=True)
    assert rules.may_end(AT, ends, ends, open_dated=True)


def test_a_list_leaves_the_telephone_twelve_hours_after_the_date_or_a_day_and_a_half_after_it_was_read() -> None:
    assert rules.erased_at(AT, AT) == AT + timedelta(hours=12)
    assert rules.erased_at(AT, AT - timedelta(hours=20)) == AT + timedelta(hours=12)
    assert rules.erased_at(AT + timedelta(days=60), AT) == AT + timedelta(hours=36)
