"""Who waits for places of a date: in turn, whoever fits, and nobody is passed over for ever."""

import pytest

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Ask, Proposal
from tests.bookings.waiting import TEAM, again, book, date, in_step, pending, wait
from tests.programme.factories import NOW

pytestmark = pytest.mark.django_db


def test_places_that_come_back_are_proposed_to_whoever_waits_first():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 3), wait(showing, 2)
    operations.cancel(booking, by=TEAM, at=NOW)
    assert pending(first).places == 3
    assert not Proposal.objects.filter(ask=second).exists()
    assert in_step(showing).left == 1


def test_accepting_books_what_was_proposed():
    showing = date(4)
    booking = book(showing, 4)
    ask = wait(showing, 3)
    operations.cancel(booking, by=TEAM, at=NOW)
    made = operations.accept(pending(ask), by=TEAM, at=NOW)
    assert (made.places, made.relay, again(ask).end, again(ask).booking) == (3, ask.relay, Ask.End.BOOKED, made)
    assert in_step(showing).taken == 3


def test_passing_gives_the_places_to_the_next():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    operations.cancel(booking, by=TEAM, at=NOW)
    operations.decline(pending(first), staying=False, by=TEAM, at=NOW)
    assert (again(first).end, pending(second).places) == (Ask.End.LEFT, 4)
    in_step(showing)
