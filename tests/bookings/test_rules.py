"""Who may take how many places, until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.associations.rules import Terms
from pontdesarts.bookings import rules
from pontdesarts.bookings.rules import Need, Outing, Party

AT = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)
few = st.integers(min_value=0, max_value=12)
parties = st.builds(
    Party,
    adults=few,
    under_6=few,
    from_6_to_11=few,
    from_12_to_17=few,
    workers=few,
    wheelchair=few,
    outing=st.sampled_from(Outing),
    first_outing=st.sampled_from([True, False, None]),
    needs=st.frozensets(st.sampled_from(Need)),
)
terms = st.builds(
    Terms,
    most_alone=st.integers(1, 5),
    most_family=st.integers(1, 12),
    most_group=st.integers(1, 60),
    pickup_kept_days=st.integers(0, 60),
)


@given(parties)
def test_places_are_people_and_children_are_accompanied(party):
    assert party.places == party.adults + party.children + party.workers
    assert party.accompanied == party.places - party.workers


@given(parties, terms, st.none() | st.integers(1, 20))
def test_a_party_without_objection_stands_and_fits(party, terms, most):
    if rules.objection(party, terms, most) is None:
        assert party.accompanied >= 1
        assert party.wheelchair <= party.places <= rules.most_places(party.outing, terms, most)


@given(parties, terms, st.none() | st.integers(1, 20))
def test_an_objection_is_a_sentence(party, terms, most):
    said = rules.objection(party, terms, most)
    assert said is None or ((said[0].isupper() or said[0].isdigit()) and said.endswith("."))


@given(parties, terms)
def test_the_venue_may_only_lower_the_limit(party, terms):
    free = rules.most_places(party.outing, terms, None)
    assert rules.most_places(party.outing, terms, 3) == min(free, 3)


@given(st.integers(1, 20))
def test_carers_alone_do_not_take_places(workers):
    assert rules.objection(Party(workers=workers), Terms(), None) == (
        "Une sortie compte au moins une personne accompagnée."
    )


@pytest.mark.parametrize("name", ["adults", "under_6", "from_6_to_11", "from_12_to_17", "workers", "wheelchair"])
def test_nobody_is_fewer_than_none(name):
    assert "négatif" in (rules.flaw(Party(**{"adults": 5, name: -1})) or "")


def test_a_limit_names_itself_and_what_was_asked():
    assert rules.objection(Party(adults=7, outing=Outing.FAMILY), Terms(), None) == (
        "6 places au plus pour une sortie en famille, vous en demandez 7."
    )
    assert rules.objection(Party(adults=2, outing=Outing.ALONE), Terms(), 1) == (
        "1 place au plus pour une sortie individuelle, vous en demandez 2."
    )


@given(parties)
def test_a_party_does_not_differ_from_itself(party):
    assert rules.differences(party, party) == []


@given(parties, parties)
def test_two_parties_that_differ_say_in_what(before, after):
    assert bool(rules.differences(before, after)) == (before != after)


def test_what_changed_is_said_in_words():
    before = Party(adults=4, outing=Outing.FAMILY)
    after = Party(adults=1, outing=Outing.ALONE, needs=frozenset({Need.LSF}))
    assert rules.differences(before, after) == ["1 place au lieu de 4", "sortie individuelle", "besoins"]
    assert rules.differences(before, Party(adults=3, under_6=1)) == ["âges des personnes"]


@given(st.integers(-1000, 1000), terms)
def test_late_begins_at_closing(minutes, terms):
    closes_at = rules.closes_at(AT, terms)
    assert rules.is_late(closes_at + timedelta(minutes=minutes), closes_at) == (minutes >= 0)


@given(terms)
def test_a_pickup_name_never_outlives_its_outing_by_more_than_a_week(terms):
    assert AT <= rules.erase_pickup_at(AT, terms) <= AT + timedelta(days=7)


def test_the_fresh_list_comes_some_hours_before():
    assert rules.fresh_list_at(AT, Terms(fresh_list_hours=3)) == AT - timedelta(hours=3)
