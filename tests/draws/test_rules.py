"""What a draw promises, whatever the wishes: never more than there is, the same seed the same result, nothing gained
by splitting, nothing lost by having more tickets."""

import hashlib
import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontdesarts.draws import rules
from pontdesarts.draws.rules import ClosedList, Lot, Reason, Relay, Standing, Wanted, Weights

SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)
few = st.integers(0, 6)


@st.composite
def wanted(draw, lot: int, rank: int) -> Wanted:
    places = draw(st.integers(1, 8))
    return Wanted(lot, rank, places, draw(st.integers(1, places)), draw(st.integers(0, min(2, places))))


@st.composite
def relay(draw, number: int, lots: int) -> Relay:
    chosen = draw(st.lists(st.integers(1, lots), max_size=5, unique=True))
    return Relay(
        relay=number,
        tickets=draw(st.integers(1, 30)),
        most=draw(st.one_of(st.none(), st.integers(0, 3))),
        neighbour=draw(st.booleans()),
        out=draw(st.integers(0, 9)) == 0,
        held=draw(st.dictionaries(st.sampled_from(["1", "2"]), few, max_size=2)),
        wishes=tuple(draw(wanted(lot, rank)) for rank, lot in enumerate(chosen, start=1)),
    )


@st.composite
def closed_lists(draw) -> ClosedList:
    number = draw(st.integers(1, 5))
    lots = tuple(
        Lot(
            lot=lot,
            places=draw(st.integers(0, 15)),
            wheelchair=draw(few),
            neighbours=draw(few),
            offer=draw(st.integers(1, 2)),
            most=draw(st.sampled_from([0, 0, 4, 6])),
            out=draw(st.sampled_from(["", "", "", "called_off", "moved"])),
        )
        for lot in range(1, number + 1)
    )
    numbers = draw(st.lists(st.integers(100, 999), max_size=12, unique=True))
    return ClosedList(1, lots, tuple(draw(relay(one, number)) for one in numbers))


@given(closed_lists(), SEEDS)
@settings(max_examples=300, deadline=None)
def test_never_more_than_there_is_and_every_limit_holds(closed: ClosedList, seed: str) -> None:
    result = rules.draw(closed, seed)
    relays = {relay.relay: relay for relay in closed.relays}
    wishes = {(relay.relay, wish.lot): wish for relay in closed.relays for wish in relay.wishes}
    assert {(answer.relay, answer.lot) for answer in result.answers} == set(wishes)
    for lot in closed.lots:
        given_here = [answer for answer in result.answers if answer.lot == lot.lot and answer.places]
        assert sum(answer.places for answer in given_here) <= (0 if lot.out else lot.places)
        assert sum(wishes[a.relay, a.lot].wheelchair for a in given_here) <= lot.wheelchair
        assert sum(a.places for a in given_here if relays[a.relay].neighbour) <= lot.neighbours
    for answer in result.answers:
        wish = wishes[answer.relay, answer.lot]
        assert (answer.places > 0) == (answer.reason in rules.MET)
        if answer.places:
            assert max(wish.least, wish.wheelchair) <= answer.places <= wish.places
            assert not relays[answer.relay].out
    for relay in closed.relays:
        met = [answer for answer in result.answers if answer.relay == relay.relay and answer.places]
        assert relay.most is None or len(met) <= relay.most
        assert len({answer.turn for answer in met}) == len(met), "one wish at most in a pass"
        for offer, most in {(lot.offer, lot.most) for lot in closed.lots if lot.most}:
            capped = {lot.lot for lot in closed.lots if lot.offer == offer and lot.most}
            held = relay.held.get(str(offer), 0)
            now = sum(answer.places for answer in met if answer.lot in capped)
            caps = [lot.most for lot in closed.lots if lot.offer == offer and lot.most]
            assert now == 0 or held + now <= max(caps), most


@given(closed_lists(), SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_same_seed_gives_the_same_result_whatever_the_order_in_which_it_is_written(
    closed: ClosedList, seed: str, chance: random.Random
) -> None:
    def shuffled(things: tuple) -> tuple:
        mixed = list(things)
        chance.shuffle(mixed)
        return tuple(mixed)

    relays = tuple(replace(relay, wishes=shuffled(relay.wishes)) for relay in shuffled(closed.relays))
    other = ClosedList(closed.round, shuffled(closed.lots), relays)
    assert rules.draw(other, seed).as_json() == rules.draw(closed, seed).as_json()
    assert rules.digest_of(other.as_json()) == rules.digest_of(closed.as_json())


@given(closed_lists(), SEEDS)
@settings(max_examples=150, deadline=None)
def test_what_is_published_is_enough_to_draw_again_and_a_changed_figure_shows(closed: ClosedList, seed: str) -> None:
    written = closed.as_json()
    digest = rules.digest_of(written)
    record = {
        "round": 1,
        "commitment": rules.commitment_of(seed),
        "seed": seed,
        "digest": digest,
        "input": written,
        "result": rules.draw(closed, rules.seed_of(seed, digest)).as_json(),
    }
    read_again = json.loads(json.dumps(record))
    assert rules.differences(read_again) == []
    read_again["seed"] = "0" * 64
    assert any("graine" in said for said in rules.differences(read_again)) or seed == "0" * 64
    for answer in record["result"]["answers"]:
        answer["places"] += 1
    assert bool(rules.differences(record)) == bool(record["result"]["answers"])


def test_one_draw_is_known_by_heart() -> None:
    """Should this change, every draw published before would no longer replay."""
    closed = ClosedList(
        1,
        (Lot(1, places=5), Lot(2, places=2)),
        (
            Relay(101, 10, wishes=(Wanted(1, 1, 4, 2), Wanted(2, 2, 2, 2))),
            Relay(202, 20, wishes=(Wanted(1, 1, 4, 4),)),
            Relay(303, 5, wishes=(Wanted(2, 1, 2, 1), Wanted(1, 2, 3, 1))),
        ),
    )
    digest = rules.digest_of(closed.as_json())
    seed = rules.seed_of("pont", digest)
    assert (digest[:16], seed[:16]) == ("1654de3cb1937887", "6ba295f629862777")
    result = rules.draw(closed, seed)
    assert result.order == (101, 303, 202)
    assert [(a.relay, a.lot, a.places, a.turn) for a in result.answers] == [
        (101, 1, 4, 1),
        (101, 2, 0, 2),
        (202, 1, 0, 1),
        (303, 2, 2, 1),
        (303, 1, 1, 2),
    ]
    first = int(hashlib.sha256(f"{seed}|1|1".encode()).hexdigest(), 16) % 35
    assert result.order[0] == (101 if first < 10 else 202 if first < 30 else 303)


def test_a_relay_that_has_a_choice_left_receives_its_best_one_that_can_be_met() -> None:
    closed = ClosedList(
        1,
        (Lot(1, places=1), Lot(2, places=9), Lot(3, places=9)),
        (Relay(1, 1, most=1, wishes=(Wanted(1, 1, 2, 2), Wanted(2, 2, 2, 2), Wanted(3, 3, 2, 2))),),
    )
    answers = {answer.lot: answer for answer in rules.draw(closed, "x").answers}
    assert [answers[lot].reason for lot in (1, 2, 3)] == [Reason.FULL, Reason.GIVEN, Reason.LIMIT]
    assert answers[1].left == 1


def test_a_wish_is_met_whole_or_down_to_the_least_that_the_relay_accepts() -> None:
    def answer(least: int) -> rules.Answer:
        closed = ClosedList(1, (Lot(1, places=3),), (Relay(1, 1, wishes=(Wanted(1, 1, 4, least),)),))
        return rules.draw(closed, "x").answers[0]

    assert (answer(3).reason, answer(3).places) == (Reason.FEWER, 3)
    assert (answer(4).reason, answer(4).places, answer(4).left) == (Reason.FULL, 0, 3)


def test_nobody_receives_a_second_wish_before_everybody_had_their_chance_of_a_first() -> None:
    """Whoever is drawn first does not empty the lots: the second pass begins when all have been served."""
    relays = tuple(Relay(n, 1, wishes=(Wanted(1, 1, 2, 2), Wanted(2, 2, 2, 2))) for n in range(1, 5))
    closed = ClosedList(1, (Lot(1, places=4), Lot(2, places=4)), relays)
    for seed in ("a", "b", "c"):
        result = rules.draw(closed, seed)
        assert Counter(answer.relay for answer in result.answers if answer.places) == dict.fromkeys(range(1, 5), 1)


def test_whoever_comes_in_a_wheelchair_is_not_left_at_the_door() -> None:
    closed = ClosedList(
        1,
        (Lot(1, places=10, wheelchair=1),),
        (Relay(1, 10**6, wishes=(Wanted(1, 1, 3, 1, 1),)), Relay(2, 1, wishes=(Wanted(1, 1, 3, 1, 1),))),
    )
    result = rules.draw(closed, "x")
    assert [(a.places, a.reason) for a in result.answers] == [(3, Reason.GIVEN), (0, Reason.WHEELCHAIR)]
    scarce = replace(
        closed, lots=(Lot(1, places=1, wheelchair=2),), relays=(Relay(1, 1, wishes=(Wanted(1, 1, 3, 1, 2),)),)
    )
    assert rules.draw(scarce, "x").answers[0].reason is Reason.FULL, "two wheelchairs do not enter by one place"


def test_two_dates_of_one_offer_share_what_one_relay_may_have_of_it() -> None:
    lots = (Lot(1, places=9, offer=7, most=3), Lot(2, places=9, offer=7, most=3), Lot(3, places=9, offer=8, most=3))
    wishes = (Wanted(1, 1, 2, 2), Wanted(2, 2, 2, 1), Wanted(3, 3, 2, 2))
    result = rules.draw(ClosedList(1, lots, (Relay(1, 1, wishes=wishes),)), "x")
    assert [(a.places, a.reason) for a in result.answers] == [(2, Reason.GIVEN), (1, Reason.FEWER), (2, Reason.GIVEN)]
    held = Relay(1, 1, held={"7": 2}, wishes=(Wanted(1, 1, 2, 2),))
    assert rules.draw(ClosedList(1, lots, (held,)), "x").answers[0].reason is Reason.SHARE


def test_a_relay_suspended_meanwhile_takes_no_part() -> None:
    closed = ClosedList(1, (Lot(1, places=9),), (Relay(1, 50, out=True, wishes=(Wanted(1, 1, 2, 1),)),))
    result = rules.draw(closed, "x")
    assert (result.order, result.answers[0].reason) == ((), Reason.SUSPENDED)


@given(closed_lists(), SEEDS, st.integers(1, 7), st.integers(1, 7))
@settings(max_examples=150, deadline=None)
def test_wishing_the_same_lot_twice_is_wishing_it_once_for_everybody(
    closed: ClosedList, seed: str, some: int, others: int
) -> None:
    def with_wishes(*wishes: Wanted) -> ClosedList:
        return replace(closed, relays=(*closed.relays, Relay(50, 12, wishes=wishes)))

    whole = with_wishes(Wanted(1, 1, some + others, some + others))
    split = with_wishes(Wanted(1, 1, some, some), Wanted(1, 2, others, others))
    assert rules.draw(split, seed).as_json() == rules.draw(whole, seed).as_json()


@given(closed_lists(), SEEDS, st.integers(1, 7), st.integers(1, 7))
@settings(max_examples=200, deadline=None)
def test_splitting_a_wish_over_two_dates_gives_no_more_chance_and_no_more_in_the_first_pass(
    closed: ClosedList, seed: str, some: int, others: int
) -> None:
    """What holds, among others who want the same two dates: the same tickets, the same place in the order, one wish a
    pass. Whoever was drawn before is not touched, and the second half comes after everybody's first wish, or never."""
    lots = (Lot(90, places=6), Lot(91, places=6))
    crowd = tuple(Relay(60 + n, 10, wishes=(Wanted(90, 1, 2, 1), Wanted(91, 2, 2, 1))) for n in range(4))

    def draw(*wishes: Wanted) -> rules.Result:
        relays = (*closed.relays, *crowd, Relay(50, 12, wishes=wishes))
        return rules.draw(replace(closed, lots=(*closed.lots, *lots), relays=relays), seed)

    def first_pass(result: rules.Result, number: int) -> list[rules.Answer]:
        return [a for a in result.answers if a.relay == number and a.places and a.turn == 1]

    whole = draw(Wanted(90, 1, some + others, 1))
    split = draw(Wanted(90, 1, some, 1), Wanted(91, 2, others, 1))
    assert split.order == whole.order
    assert len(first_pass(split, 50)) <= 1
    at_once = sum(answer.places for answer in first_pass(whole, 50))
    assert not at_once or sum(answer.places for answer in first_pass(split, 50)) <= at_once
    for number in split.order[: split.order.index(50)]:
        assert first_pass(split, number) == first_pass(whole, number)


@given(closed_lists(), SEEDS, st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_more_wishes_never_change_the_order(closed: ClosedList, seed: str, more: int) -> None:
    added = tuple(Wanted(lot, lot, 1, 1) for lot in range(1, more + 1))
    other = replace(closed, relays=tuple(replace(relay, wishes=added) for relay in closed.relays))
    assert rules.drawn_order(other.relays, seed, 1) == rules.drawn_order(closed.relays, seed, 1)


DRAWS = 3000


def _wins(tickets: dict[int, int]) -> Counter[int]:
    """Who comes first, over many seeds that never change: the test never fails by chance."""
    relays = [Relay(number, count) for number, count in tickets.items()]
    return Counter(rules.drawn_order(relays, f"essai {n}", 1)[0] for n in range(DRAWS))


@pytest.mark.parametrize("crowd", [0, 5, 40])
def test_who_has_more_tickets_is_more_likely_to_come_first_in_proportion(crowd: int) -> None:
    tickets = {1: 10, 2: 15, 3: 26} | {100 + n: 10 for n in range(crowd)}
    wins, total = _wins(tickets), sum(tickets.values())
    assert wins[1] < wins[2] < wins[3]
    for number in (1, 2, 3):
        expected = DRAWS * tickets[number] / total
        assert abs(wins[number] - expected) < 4 * (expected**0.5)


def test_who_has_more_tickets_is_never_less_likely_to_receive_something() -> None:
    """The same relay with one, two, three times the tickets, in the same crowd, over the same seeds."""
    crowd = tuple(Relay(100 + n, 10, wishes=(Wanted(1, 1, 3, 2), Wanted(2, 2, 2, 2))) for n in range(12))
    lots = (Lot(1, places=9), Lot(2, places=6))
    received = []
    for tickets in (5, 10, 16, 26, 60):
        me = Relay(50, tickets, wishes=(Wanted(1, 1, 3, 2), Wanted(2, 2, 2, 2)))
        closed = ClosedList(1, lots, (*crowd, me))
        results = [rules.draw(closed, f"essai {n}") for n in range(600)]
        received.append(sum(any(a.relay == 50 and a.places for a in result.answers) for result in results))
    assert received == sorted(received)
    assert received[-1] > received[0]


def test_tickets_say_what_brings_them() -> None:
    weights = Weights()
    assert rules.tickets(Standing(), weights) == {"base": 10, "few": 6}
    assert rules.tickets(Standing(received=4), weights)["few"] == 5
    assert "few" not in rules.tickets(Standing(received=400), weights)
    everything = Standing(0, qpv=True, people_a_year=99, first_outings=True, missed=True)
    assert sum(rules.tickets(everything, weights).values()) == 28
    assert "small" not in rules.tickets(Standing(people_a_year=100), weights)
    assert "small" not in rules.tickets(Standing(people_a_year=None), weights), "unknown is not small"


@given(st.integers(0, 200), st.integers(0, 200))
def test_having_received_less_never_gives_fewer_tickets(one: int, other: int) -> None:
    less, more = sorted((one, other))
    of_less, of_more = (sum(rules.tickets(Standing(received=n), Weights()).values()) for n in (less, more))
    assert of_less >= of_more >= Weights().base
