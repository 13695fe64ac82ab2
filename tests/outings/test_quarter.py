"""A quarter of four relays and forty bookings, through the operations and jobs of the product: what must hold whatever
people do. Forty relays and twelve hundred bookings: `python -m benchmarks.quarter`."""

import pytest

from benchmarks.quarter import Assumed, Quarter
from pontdesarts.bookings.models import Booking
from pontdesarts.outings.models import Rhythm
from tests.associations.factories import AssociationFactory

pytestmark = pytest.mark.django_db


def test_each_past_booking_is_in_one_state_the_cap_holds_and_silence_stays_silence() -> None:
    association = AssociationFactory()
    Rhythm.objects.create(association=association, most_mails_a_month=3)
    told = Quarter(
        association, relays=4, bookings=40, weeks=3, assumed=Assumed(phone=0.25, never=0.25, paper=0, counted=0.5)
    ).run()
    assert told["bookings"] == 40
    assert told["in_exactly_one_state"]
    assert told["unknown_made_into_something_without_a_word"] == 0
    assert 0 < told["mails"]["most_in_thirty_days"] <= 3
    assert told["disputes"]["opened"] == told["disputes"]["settled"]
    assert told["disputes"]["left"] == 0
    assert told["known_rate"]["phone"]["after"] == told["known_at_the_end"] > 0
    assert told["states"].get("unknown", 0) == Booking.objects.filter(told_at=None).count() > 0


def test_when_nobody_answers_everything_stays_unknown_and_the_mails_stop_at_the_cap() -> None:
    association = AssociationFactory()
    nobody = Assumed(paper=0, phone=0, never=1, counted=0)
    told = Quarter(association, relays=1, bookings=10, weeks=3, assumed=nobody).run()
    assert told["states"] == {"unknown": 10}
    assert told["known_at_the_end"] == 0
    assert told["mails"]["most_in_thirty_days"] == told["mails"]["cap"]
