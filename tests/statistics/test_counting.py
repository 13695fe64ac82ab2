from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pontdesarts.journal.actors import Actor
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from pontdesarts.statistics import counting
from pontdesarts.statistics.counting import Dimension, Period, Scope
from pontdesarts.statistics.rules import Figures
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

pytestmark = pytest.mark.django_db
INES = Actor(label="Inès")
AFTER = NOW + timedelta(days=400)
ALWAYS = Period(date(2020, 1, 1), date(2040, 12, 31))


@pytest.fixture
def date_(db):
    return AllotmentFactory(places=20).showing


def tell(booking, came, *, excused=False) -> None:
    outings.claim(
        booking.showing,
        [Said(booking, came, excused=excused)],
        source=Claim.Source.REFERENT,
        via=Claim.Via.PAGE,
        by=INES,
        at=AFTER,
    )


def test_places_offered_booked_known_and_used_are_told_apart(date_) -> None:
    for came, excused in ((4, False), (3, False), (0, True), (0, False), (None, False)):
        booking = BookingFactory(showing=date_)
        if came is not None:
            tell(booking, came, excused=excused)
    assert counting.total(Scope(date_.offer.association), ALWAYS, at=AFTER) == Figures(
        offered=20, booked=20, known=16, used=7, excused=4, absent=5, saved=0, bookings=5, reported=4
    )


def test_rates_say_nothing_of_nothing() -> None:
    nothing = Figures()
    assert (nothing.use_rate, nothing.presence_rate, nothing.known_rate, nothing.booking_rate) == (None,) * 4


def test_what_is_ahead_cancelled_or_of_another_association_is_not_counted(date_) -> None:
    BookingFactory(showing=date_, cancelled_at=NOW)
    BookingFactory()
    scope = Scope(date_.offer.association)
    assert counting.total(scope, ALWAYS, at=AFTER) == Figures(offered=20)
    assert counting.total(scope, ALWAYS, at=date_.starts_at - timedelta(hours=1)) == Figures()


def test_the_tables_of_one_period_have_one_total(date_) -> None:
    other = AllotmentFactory(places=10, showing__offer__association=date_.offer.association).showing
    for showing in (date_, date_, other):
        tell(BookingFactory(showing=showing), 3)
    scope = Scope(date_.offer.association)
    whole = counting.total(scope, ALWAYS, at=AFTER)
    for dimension in Dimension:
        found = counting.by(scope, ALWAYS, dimension, at=AFTER).values()
        assert sum(figures.used for figures in found) == whole.used == 9
        if not dimension.is_of_the_relay:
            assert sum(figures.offered or 0 for figures in found) == whole.offered == 30


def test_a_relay_has_its_own_outings_and_no_offer(date_) -> None:
    relay = RelayFactory(association=date_.offer.association)
    BookingFactory(showing=date_, relay=relay)
    BookingFactory(showing=date_)
    found = counting.total(Scope(relay.association, relay=relay), ALWAYS, at=AFTER)
    assert (found.offered, found.booked) == (None, 4)


def test_ages_are_those_of_parties_that_all_came(date_) -> None:
    tell(BookingFactory(showing=date_), 4)
    tell(BookingFactory(showing=date_), 3)
    found = counting.ages(Scope(date_.offer.association), ALWAYS, at=AFTER)
    assert found == {date_.offer.partner_id: {"under_6": 0, "from_6_to_11": 2, "from_12_to_17": 0, "adults": 2}}


def test_a_table_is_two_queries_however_many_the_rows(date_) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            counting.by(Scope(date_.offer.association), ALWAYS, Dimension.DISCIPLINE, at=AFTER)
        return len(seen)

    assert queries() == 2
    BookingFactory.create_batch(4, showing=date_)
    assert queries() == 2
