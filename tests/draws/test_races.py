"""Two workers, two buttons, a date called off while one draws: on the real database, with threads and a barrier."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.draws import operations, tasks
from pontdesarts.draws.models import Draw, Entrant, Outcome, Round, Wish
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, Showing
from tests.bookings.test_races import PATIENCE, _no_job_is_left, at_once, in_step, only_refused

from .factories import CLOSES, DRAWN, NOW, TEAM, opened, plan, relays_of, scarce, tear, wish

__all__ = ["_no_job_is_left"]  # a fixture of every test here
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def with_wishes(number: int = 6, places: int = 7) -> tuple[Draw, Showing]:
    showing = scarce(places=places)
    draw = opened(showing)
    for relay in relays_of(draw, number):
        wish(draw, relay, least=1)
    return draw, showing


@pytest.mark.parametrize("attempt", range(3))
def test_two_workers_and_the_button_of_the_team_draw_once(attempt: int) -> None:
    _, showing = with_wishes()
    outcomes = at_once(
        lambda: tasks.draw_what_is_due(at=DRAWN),
        lambda: tasks.draw_what_is_due(at=DRAWN),
        lambda: operations.draw_round(Round.objects.select_related("draw").get(), by=TEAM, at=DRAWN),
    )
    only_refused(outcomes)
    assert sum(bool(outcome) for outcome in outcomes) == 1
    assert Booking.objects.count() == Outcome.objects.met().count() == 4
    assert Outcome.objects.count() == 6
    in_step(showing)


def test_without_the_lock_two_workers_would_draw_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: neither the draw nor the round locked, both give, and only the unique rows stop them."""

    def unlocked(draw: Draw) -> Draw:
        draw = Draw.objects.select_related("association").get(pk=draw.pk)
        time.sleep(0.2)
        return draw

    monkeypatch.setattr("pontdesarts.draws.operations.rounds.locked", unlocked)
    monkeypatch.setattr(type(Round.objects.all()), "select_for_update", lambda self, **_: self)
    monkeypatch.setattr("pontdesarts.bookings.places.hold", lambda pk: None)
    with_wishes()
    acts = [lambda: operations.draw_round(Round.objects.select_related("draw").get(), by=TEAM, at=DRAWN)] * 2
    outcomes = at_once(*acts)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)], "the test no longer shows anything"


@pytest.mark.parametrize("attempt", range(4))
def test_a_date_called_off_while_one_draws_leaves_nobody_with_a_place(attempt: int) -> None:
    draw, showing = with_wishes()

    def call_off() -> object:
        time.sleep(0.004 * attempt)
        return programme.cancel_showing(showing, reason="grève", by=TEAM, at=DRAWN)

    outcomes = at_once(lambda: tear(draw), call_off)
    assert [outcome for outcome in outcomes if isinstance(outcome, OperationalError)] == []
    only_refused(outcomes)
    assert Round.objects.get().drawn_at == DRAWN
    in_step(showing)


def test_a_wish_that_is_being_written_when_the_list_closes_is_in_it_and_none_comes_after() -> None:
    """The one order that a lucky run does not try: the wish holds the draw, and commits while the other waits."""
    draw, _ = with_wishes(1)
    (relay,) = relays_of(draw, 1)
    writing, drawn = threading.Event(), threading.Event()

    def slow_wish() -> Wish:
        with transaction.atomic():
            made = wish(draw, relay, at=CLOSES - timedelta(milliseconds=1))
            writing.set()
            assert not drawn.wait(0.4), "the round was drawn without waiting for the wish"
        return made

    def draw_it() -> Round:
        writing.wait(PATIENCE)
        round_ = tear(draw, CLOSES)
        drawn.set()
        return round_

    made, round_ = outcomes = at_once(slow_wish, draw_it)
    only_refused(outcomes)
    assert isinstance(round_, Round)
    assert len(round_.closed_list["relays"]) == 2
    assert Outcome.objects.filter(wish=made).count() == 1


def test_two_taps_make_one_wish_and_one_public_number() -> None:
    draw = opened()
    (relay,) = relays_of(draw, 1)
    outcomes = at_once(*[lambda: wish(draw, relay)] * 4)
    only_refused(outcomes)
    assert (Wish.objects.count(), Entrant.objects.count()) == (1, 1)


def test_wishes_moved_up_and_down_at_once_keep_their_ranks_apart() -> None:
    showing = scarce()
    draw = opened(showing, *[scarce(showing.offer.association, days=13 + n) for n in range(3)])
    (relay,) = relays_of(draw, 1)
    made = [wish(draw, relay, lot=lot) for lot in (1, 2, 3, 4)]
    acts = [lambda w=w, up=up: operations.move_wish(w, up=up, by=TEAM, at=NOW) for w in made for up in (True, False)]
    only_refused(at_once(*acts))
    ranks = list(Wish.objects.order_by("rank").values_list("rank", flat=True))
    assert ranks == [1, 2, 3, 4]


def test_a_date_enters_one_draw_when_two_are_announced_at_once() -> None:
    showing = scarce(places=10)
    association = showing.offer.association
    outcomes = at_once(*[lambda: operations.open_draw(association, plan=plan(showing, places=10), by=TEAM, at=NOW)] * 2)
    only_refused(outcomes)
    assert sum(isinstance(outcome, operations.DrawRefused) for outcome in outcomes) == 1
    assert Draw.objects.count() == 1


def test_what_is_left_is_opened_once() -> None:
    draw, showing = with_wishes(1)
    tear(draw)
    operations.release_rest(draw, opens_at=DRAWN + timedelta(hours=1), by=TEAM, at=DRAWN)
    at = DRAWN + timedelta(hours=2)
    outcomes = at_once(*[lambda: operations.open_rest(draw, by=TEAM, at=at)] * 3)
    only_refused(outcomes)
    assert sum(outcome is not None for outcome in outcomes) == 1
    assert Allotment.objects.get(pk=showing.pk).taken == 2
