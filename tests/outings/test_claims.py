from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations
from pontdesarts.outings.models import Claim, Dispute, Rhythm
from pontdesarts.outings.operations import Said
from pontdesarts.outings.rules import State, state
from tests.bookings.factories import BookingFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db
INES = Actor(label="Inès")
Source, Via = Claim.Source, Claim.Via


@pytest.fixture
def date():
    """A date with room for twenty, and the hour after it."""
    return AllotmentFactory(places=20).showing


def later(showing):
    return showing.starts_at + timedelta(hours=14)


def tell(booking, came, source=Source.REFERENT, *, at=None, **said):
    at = at or later(booking.showing)
    return operations.claim(booking.showing, [Said(booking, came, **said)], source=source, via=Via.PAGE, by=INES, at=at)


def truth(booking) -> tuple[int | None, State]:
    row = Booking.objects.get(pk=booking.pk)
    return row.came, state(row.came, row.places, excused=row.excused)


def test_a_booking_of_which_nobody_spoke_stays_unknown(date) -> None:
    booking, other = BookingFactory(showing=date), BookingFactory(showing=date)
    tell(booking, 3)
    assert truth(booking) == (3, State.SOME)
    assert truth(other) == (None, State.UNKNOWN)


def test_the_last_word_counts_and_the_journal_has_both(date) -> None:
    booking = BookingFactory(showing=date)
    tell(booking, 4)
    tell(booking, 2)
    assert truth(booking)[0] == 2
    said = [entry.sentence for entry in Entry.objects.about(booking)]
    assert said == [
        "a corrigé qui est venu (le relais) : 2 sur 4, au lieu de : 4 sur 4",
        "a dit qui est venu (le relais) : 4 sur 4",
    ]


def test_the_same_word_twice_is_written_once(date) -> None:
    booking = BookingFactory(showing=date)
    assert tell(booking, 4)
    assert tell(booking, 4) == []
    assert Claim.objects.count() == 1


def test_a_word_taken_back_leaves_unknown_again(date) -> None:
    booking = BookingFactory(showing=date)
    tell(booking, 4)
    tell(booking, None)
    assert truth(booking) == (None, State.UNKNOWN)
    assert Booking.objects.get(pk=booking.pk).told_at is None


def test_two_sources_that_differ_open_a_dispute_that_the_team_closes(date) -> None:
    booking = BookingFactory(showing=date)
    tell(booking, 4)
    tell(booking, 2, Source.DOOR)
    assert truth(booking)[0] == 2
    assert Dispute.objects.get().kind == Dispute.Kind.NUMBERS
    tell(booking, 4, Source.TEAM)
    assert truth(booking)[0] == 4
    assert not Dispute.objects.exists()


def test_the_association_may_believe_its_relays_first(date) -> None:
    Rhythm.objects.create(association=date.offer.association, order=["referent", "venue", "door"])
    booking = BookingFactory(showing=date)
    tell(booking, 4)
    tell(booking, 2, Source.DOOR)
    assert truth(booking)[0] == 4


def test_more_people_than_places_are_kept_as_said_and_shown_to_the_team(date) -> None:
    booking = BookingFactory(showing=date)
    tell(booking, 6, Source.DOOR)
    assert truth(booking) == (4, State.ALL)
    assert Claim.objects.get().came == 6
    assert Dispute.objects.get().kind == Dispute.Kind.MORE


def test_somebody_who_comes_with_a_cancelled_booking_is_told_to_the_team_and_changes_nothing(date) -> None:
    booking = BookingFactory(showing=date, cancelled_at=date.starts_at - timedelta(hours=1))
    tell(booking, 4, Source.DOOR)
    assert truth(booking)[0] is None
    assert Dispute.objects.get().kind == Dispute.Kind.CANCELLED


def test_the_venue_counts_everybody_and_each_booking_is_known(date) -> None:
    first, second = BookingFactory(showing=date), BookingFactory(showing=date)
    operations.count(date, 8, by=INES, at=later(date))
    assert truth(first) == truth(second) == (4, State.ALL)


def test_a_count_waits_for_a_word_then_tells_of_the_one_that_is_left(date) -> None:
    first, second = BookingFactory(showing=date), BookingFactory(showing=date)
    operations.count(date, 6, by=INES, at=later(date))
    assert truth(first)[0] is None
    tell(first, 4)
    assert truth(second) == (2, State.SOME)


def test_a_relay_that_boasts_makes_nobody_else_absent_and_the_other_is_still_asked(date) -> None:
    boasting, silent = BookingFactory(showing=date), BookingFactory(showing=date)
    operations.count(date, 4, by=INES, at=later(date))
    tell(boasting, 4)
    assert truth(silent)[0] is None
    tell(boasting, 4, source=Source.DOOR)
    assert truth(silent) == (0, State.ABSENT)


def test_a_count_that_does_not_fit_is_shown_and_taken_back_leaves_no_trace_in_the_truth(date) -> None:
    booking = BookingFactory(showing=date)
    operations.count(date, 9, by=INES, at=later(date))
    assert Dispute.objects.get().kind == Dispute.Kind.COUNT
    assert truth(booking)[0] is None
    operations.count(date, None, by=INES, at=later(date))
    assert not Dispute.objects.exists()


def test_before_the_date_nobody_tells_but_the_door(date) -> None:
    booking = BookingFactory(showing=date)
    before = date.starts_at - timedelta(hours=1)
    with pytest.raises(operations.ClaimRefused):
        tell(booking, 4, at=before)
    tell(booking, 4, Source.DOOR, at=before)
    assert truth(booking)[0] == 4


def test_a_booking_of_another_date_is_refused_and_nothing_is_kept(date) -> None:
    ours, other = BookingFactory(showing=date), BookingFactory()
    with pytest.raises(operations.ClaimRefused):
        operations.claim(
            date, [Said(ours, 4), Said(other, 4)], source=Source.DOOR, via=Via.SCAN, by=JOB, at=later(date)
        )
    assert not Claim.objects.exists()


@pytest.mark.parametrize("came", [-1, 2001])
def test_a_number_that_cannot_be_is_refused(date, came) -> None:
    with pytest.raises(operations.ClaimRefused):
        tell(BookingFactory(showing=date), came)


def test_a_reason_is_kept_for_those_who_did_not_come_only(date) -> None:
    booking = BookingFactory(showing=date)
    tell(booking, 4, reason=Claim.Reason.WEATHER)
    tell(booking, 2, reason=Claim.Reason.WEATHER)
    assert [claim.reason for claim in Claim.objects.order_by("pk")] == ["", "weather"]


def queries_of_a_claim(*, others: int) -> int:
    showing = AllotmentFactory(places=400).showing
    mine = BookingFactory(showing=showing)
    BookingFactory.create_batch(others, showing=showing)
    with CaptureQueriesContext(connection) as seen:
        tell(mine, 4)
    return len(seen)


def test_the_queries_of_a_claim_do_not_grow_with_the_bookings_of_the_date() -> None:
    assert queries_of_a_claim(others=1) == queries_of_a_claim(others=12)
