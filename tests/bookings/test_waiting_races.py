"""Two people answer the same proposal, a worker takes it back at that moment, places come and go: never oversold, and
what is booked, proposed and set aside is what is taken. Each with proof that the lock is what holds."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from pontdesarts.bookings import asking, keeping, operations, places
from pontdesarts.bookings.models import Ask, Booking, Proposal
from tests.bookings.test_races import at_once, only_refused
from tests.bookings.waiting import TEAM, again, book, date, in_step, pending, relay_of, request, wait
from tests.programme.factories import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def proposed(places=4) -> tuple[object, Ask]:
    showing = date(places)
    booking = book(showing, places)
    ask = wait(showing, places)
    operations.cancel(booking, by=TEAM, at=NOW)
    return showing, ask


def accept(ask, at=NOW):
    return operations.accept(pending(ask), by=TEAM, at=at)


def test_two_people_who_accept_at_once_book_once() -> None:
    showing, ask = proposed()
    proposal = pending(ask)
    outcomes = at_once(*[lambda: operations.accept(proposal, by=TEAM, at=NOW)] * 4)
    only_refused(outcomes)
    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, operations.NothingProposed) for outcome in outcomes) == 3
    in_step(showing)


def test_without_the_locks_two_people_book_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same race, when nobody locks and everybody reads before anybody writes."""
    showing, ask = proposed()
    proposal = pending(ask)
    read = Barrier(2)

    def unlocked(given, *, at):
        seen = Proposal.objects.get(pk=given.pk)
        seen.ask = Ask.objects.with_showing().get(pk=seen.ask_id)
        assert asking.over(seen, at) is None
        read.wait(30)
        return seen

    monkeypatch.setattr(asking, "proposed", unlocked)
    monkeypatch.setattr(keeping, "end", lambda *_args, **_named: 0)
    outcomes = at_once(*[lambda: operations.accept(proposal, by=TEAM, at=NOW)] * 2)
    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 2
    with pytest.raises(AssertionError):
        in_step(showing)


def test_accepting_while_two_workers_take_the_proposal_back_does_one_or_the_other() -> None:
    for _ in range(3):
        showing, ask = proposed()
        proposal = pending(ask)
        at = proposal.expires_at
        in_time = at - timedelta(seconds=1)
        outcomes = at_once(
            lambda proposal=proposal, at=in_time: operations.accept(proposal, by=TEAM, at=at),
            *[lambda proposal=proposal, at=at: operations.expire(proposal, by=TEAM, at=at)] * 2,
        )
        only_refused(outcomes)
        took_back = [outcome for outcome in outcomes[1:] if outcome is True]
        assert len(took_back) + isinstance(outcomes[0], Booking) == 1
        assert again(ask).unanswered == len(took_back)
        in_step(showing)


def test_places_that_come_and_go_while_relays_wait_book_and_answer_are_never_oversold() -> None:
    showing = date(6)
    bookings = [book(showing, 1) for _ in range(6)]
    asks = [wait(showing, 4), wait(showing, 2, least=1), wait(showing, 1)]
    outcomes = at_once(
        *[lambda booking=booking: operations.cancel(booking, by=TEAM, at=NOW) for booking in bookings[:5]],
        *[lambda: book(showing, 1) for _ in range(3)],
        lambda: operations.leave(asks[2], by=TEAM, at=NOW),
        lambda: wait(showing, 3),
    )
    only_refused(outcomes)
    in_step(showing)
    outcomes = at_once(
        *[lambda ask=ask: _answer(ask) for ask in asks],
        *[lambda: book(showing, 1) for _ in range(3)],
        lambda: operations.cancel(bookings[5], by=TEAM, at=NOW),
    )
    only_refused(outcomes)
    in_step(showing)


def _answer(ask):
    found = Proposal.objects.pending().filter(ask=ask).select_related("ask__showing__offer__association", "ask__relay")
    return [operations.accept(proposal, by=TEAM, at=NOW) for proposal in found]


def test_two_who_answer_requests_for_the_last_places_give_them_once() -> None:
    showing = date(4, on_request=True)
    asks = [request(showing, 4) for _ in range(3)]
    outcomes = at_once(*[lambda ask=ask: operations.answer_request(ask, places=4, by=TEAM, at=NOW) for ask in asks])
    only_refused(outcomes)
    assert sum(isinstance(outcome, Booking) for outcome in outcomes) == 1
    in_step(showing)


def test_a_relay_that_taps_twice_waits_once() -> None:
    showing = date(2)
    book(showing, 2)
    relay = relay_of(showing)
    outcomes = at_once(*[lambda: wait(showing, 2, relay=relay)] * 4)
    only_refused(outcomes)
    assert Ask.objects.filter(relay=relay).count() == 1


def test_turns_are_all_different_when_many_come_at_once() -> None:
    showing = date(2)
    book(showing, 2)
    only_refused(at_once(*[lambda: wait(showing, 1) for _ in range(6)]))
    assert sorted(Ask.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_without_the_lock_of_the_allotment_turns_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the allotment is what puts those who come at once one behind the other."""
    showing = date(2)
    book(showing, 2)
    read = Barrier(2)
    before = asking.last_position

    def slowly(showing):
        found = before(showing)
        read.wait(30)
        return found

    monkeypatch.setattr(places, "hold", lambda _pk: None)
    monkeypatch.setattr(asking, "last_position", slowly)
    at_once(*[lambda: wait(showing, 1) for _ in range(2)])
    assert list(Ask.objects.values_list("position", flat=True)) == [1, 1]
