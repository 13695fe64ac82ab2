from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.outings.rules import ORDER, Party, Source, State, Truth, Word, deduce, may_tell, resolve, state

numbers = st.one_of(st.none(), st.integers(0, 12))


def test_silence_is_unknown_and_never_an_absence() -> None:
    assert resolve(4, {}) == Truth()
    assert resolve(4, {Source.REFERENT: Word(None)}).came is None
    assert state(None, 4, excused=False) is State.UNKNOWN


def test_the_door_is_believed_before_the_venue_and_the_venue_before_the_referent() -> None:
    words = {Source.REFERENT: Word(4), Source.VENUE: Word(2), Source.DOOR: Word(3)}
    assert (resolve(4, words).came, resolve(4, words).source) == (3, Source.DOOR)
    assert resolve(4, words, (Source.REFERENT, Source.VENUE, Source.DOOR)).came == 4


def test_numbers_that_differ_are_shown_until_the_team_settles_them() -> None:
    words = {Source.REFERENT: Word(4), Source.VENUE: Word(2)}
    assert resolve(4, words).disputed
    assert not resolve(4, words | {Source.TEAM: Word(4)}).disputed
    assert not resolve(4, {Source.REFERENT: Word(4), Source.VENUE: Word(4)}).disputed


def test_more_people_than_places_stop_at_the_places_and_are_said() -> None:
    truth = resolve(4, {Source.DOOR: Word(6)})
    assert (truth.came, truth.more) == (4, 2)


def test_an_absence_is_excused_when_somebody_had_said_so() -> None:
    truth = resolve(4, {Source.DOOR: Word(0), Source.REFERENT: Word(0, excused=True)})
    assert truth.excused
    assert state(truth.came, 4, excused=truth.excused) is State.EXCUSED
    assert state(0, 4, excused=False) is State.ABSENT


@given(st.integers(1, 12), st.dictionaries(st.sampled_from(list(Source)), st.builds(Word, numbers)))
def test_a_truth_is_the_word_of_one_source_within_the_places(places: int, words: dict[Source, Word]) -> None:
    truth = resolve(places, words, ORDER)
    if truth.came is None:
        assert all(word.came is None for word in words.values())
    else:
        assert truth.source is not None
        said = words[truth.source].came
        assert said is not None
        assert truth.came == min(said, places)
        assert truth.came + truth.more == said


def test_a_count_of_everybody_or_nobody_tells_of_each() -> None:
    parties = [Party(1, 4), Party(2, 3)]
    assert deduce(7, parties).came == {1: 4, 2: 3}
    assert deduce(0, parties).came == {1: 0, 2: 0}


def test_a_count_between_tells_of_nobody_unless_one_party_is_left() -> None:
    assert deduce(5, [Party(1, 4), Party(2, 3)]).came == {}
    assert deduce(5, [Party(1, 4, came=4), Party(2, 3)]).came == {2: 1}


def test_nobody_is_said_absent_because_another_relay_says_that_it_came_in_numbers() -> None:
    assert deduce(4, [Party(1, 4, came=4, by_relay=True), Party(2, 3)]).came == {}
    assert deduce(4, [Party(1, 4, came=4), Party(2, 3)]).came == {2: 0}, "the door saw them"
    assert deduce(0, [Party(1, 4, came=0, by_relay=True), Party(2, 3)]).came == {2: 0}


def test_a_count_that_cannot_be_is_said_unfit() -> None:
    assert deduce(2, [Party(1, 4, came=4)]).unfit
    assert deduce(8, [Party(1, 4), Party(2, 3)]).unfit


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 9)), max_size=6),
)
def test_what_is_deduced_always_adds_up(total: int, drawn: list[tuple[int, bool, int]]) -> None:
    parties = [Party(n, places, min(came, places) if known else None) for n, (places, known, came) in enumerate(drawn)]
    found = deduce(total, parties)
    places = {party.key: party.places for party in parties}
    assert all(0 <= came <= places[key] for key, came in found.came.items())
    if found.came:
        assert total == sum(found.came.values()) + sum(party.came or 0 for party in parties)


def test_the_door_speaks_from_six_hours_before_and_the_others_from_the_beginning() -> None:
    begins = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert may_tell(Source.DOOR, begins, begins - timedelta(hours=6))
    assert not may_tell(Source.DOOR, begins, begins - timedelta(hours=6, minutes=1))
    assert not may_tell(Source.REFERENT, begins, begins - timedelta(minutes=1))
    assert may_tell(Source.REFERENT, begins, begins)
