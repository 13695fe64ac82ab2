"""Two tabs of one tablet send the same pick at the same moment, on the real database."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.permanences.models import Permanence, Pick
from pontdesarts.permanences.operations import Chosen
from tests.bookings.test_races import at_once, in_step, only_refused
from tests.programme.factories import NOW

from .test_operations import TEAM, held, receive, withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.mark.parametrize("places", [2, 10], ids=["the last places", "plenty of places"])
def test_the_same_pick_at_the_same_moment_is_one_booking_and_one_answer(places: int) -> None:
    permanence, chosen = held(places=places)
    outcomes = at_once(*[lambda: receive(permanence, chosen)] * 4)
    only_refused(outcomes)
    assert {pick.outcome for pick in outcomes if isinstance(pick, Pick)} == {"booked"}
    assert len({pick.pk for pick in outcomes if isinstance(pick, Pick)}) == Booking.objects.count() == 1
    in_step(chosen.showing)


def test_negative_control_without_the_number_of_the_pick_each_tab_books() -> None:
    permanence, chosen = held()

    def book() -> Booking:
        return bookings.book(chosen.showing, relay=permanence.relay, party=chosen.party, by=TEAM, at=NOW)

    only_refused(at_once(book, book))
    assert Booking.objects.count() == 2


def test_sent_and_taken_back_at_the_same_moment_it_holds_nothing_or_is_given_back() -> None:
    permanence, chosen = held()
    for _ in range(5):
        again = replace(chosen, request_id=uuid4())
        only_refused(
            at_once(lambda again=again: receive(permanence, again), lambda again=again: withdraw(permanence, again))
        )
        assert Pick.objects.get(request_id=again.request_id).outcome == "withdrawn"
    assert not Booking.objects.held().exists()
    in_step(chosen.showing)


def test_two_people_for_the_last_places_one_is_booked_and_the_other_is_told() -> None:
    permanence, chosen = held(places=2)
    other: tuple[Permanence, Chosen] = permanence, replace(chosen, request_id=uuid4(), person=2)
    outcomes = at_once(lambda: receive(permanence, chosen), lambda: receive(*other))
    only_refused(outcomes)
    assert sorted(pick.outcome for pick in outcomes if isinstance(pick, Pick)) == ["booked", "refused"]
    in_step(chosen.showing)
