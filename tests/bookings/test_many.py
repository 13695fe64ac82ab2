"""Several dates in one go: all of them, or none; a double click; what a refusal names."""

from datetime import timedelta
from uuid import uuid4

import pytest

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from tests.associations.factories import AssociationFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
FOUR = Party(adults=2, from_6_to_11=2)


@pytest.fixture
def offer():
    return OfferFactory()


@pytest.fixture
def relay(offer):
    return RelayFactory(association=offer.association)


def dates(offer, number: int = 3, **more) -> list[Showing]:
    """Dates a week apart, the last one made first: keys and hours are not in the same order."""
    days = range(12 + 7 * (number - 1), 11, -7)
    return [
        AllotmentFactory(showing__offer=offer, showing__starts_at=NOW + timedelta(days=d), **more).showing for d in days
    ]


def book_all(showings, relay, party=FOUR, **more) -> list[Booking]:
    return operations.book_all(showings, relay=relay, party=party, by=TEAM, at=NOW, **more)


def taken(showings) -> list[int]:
    return [Allotment.objects.get(pk=showing.pk).taken for showing in showings]


def test_each_date_has_its_booking_its_line_in_the_journal_and_its_voucher(offer, relay, jobs) -> None:
    showings = dates(offer)
    made = book_all(showings, relay)
    assert {booking.showing for booking in made} == set(showings)
    assert taken(showings) == [4, 4, 4]
    assert Entry.objects.filter(verb="bookings.booked").count() == 3
    assert [job.name for job in jobs.waiting()] == ["bookings.send_vouchers"] * 3


def test_dates_of_several_offers_are_booked_together(offer, relay) -> None:
    other = OfferFactory(association=offer.association, title="Un bal")
    showings = [*dates(offer, 1), *dates(other, 1)]
    assert len(book_all(showings, relay)) == 2


def test_one_full_date_and_nothing_is_booked_anywhere(offer, relay, jobs) -> None:
    showings = dates(offer)
    Allotment.objects.filter(pk=showings[1].pk).update(taken=7)
    with pytest.raises(operations.Full, match="« Bérénice », jeudi 10 décembre à 10 h : il reste 3 places"):
        book_all(showings, relay)
    assert not Booking.objects.exists()
    assert taken(showings) == [0, 7, 0]
    assert jobs.waiting() == []


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (
            lambda s: Allotment.objects.filter(pk=s.pk).update(closes_at=NOW - timedelta(hours=1)),
            operations.BookingClosed,
        ),
        (lambda s: Showing.objects.filter(pk=s.pk).update(cancelled_at=NOW), operations.BookingClosed),
        (lambda s: Allotment.objects.filter(pk=s.pk).update(most_per_booking=2), operations.PartyRefused),
    ],
    ids=["closed", "called off", "too many"],
)
def test_a_date_that_cannot_be_booked_is_named_and_none_is_booked(offer, relay, spoil, refusal) -> None:
    showings = dates(offer)
    spoil(showings[0])
    found = list(Showing.objects.filter(offer=offer).select_related("allotment", "offer__association"))
    with pytest.raises(refusal, match="jeudi 17 décembre"):
        book_all(found, relay)
    assert not Booking.objects.exists()


def test_an_offer_that_is_not_simply_booked_refuses_the_whole_set(offer, relay) -> None:
    drawn = OfferFactory(association=offer.association, title="Un bal", booking_mode=BookingMode.DRAW)
    with pytest.raises(operations.AskFirst, match="Un bal"):
        book_all([*dates(offer, 1), *dates(drawn, 1)], relay)
    assert not Booking.objects.exists()


def test_no_date_and_too_many_dates_are_refused(offer, relay) -> None:
    with pytest.raises(operations.PartyRefused, match="Aucune date"):
        book_all([], relay)
    with pytest.raises(operations.PartyRefused, match="20 dates au plus"):
        book_all(dates(offer, 21), relay)


def test_the_same_date_twice_is_one_booking(offer, relay) -> None:
    (showing,) = dates(offer, 1)
    assert len(book_all([showing, showing], relay)) == 1


def test_the_form_sent_twice_books_once_and_gives_the_same_bookings(offer, relay) -> None:
    showings, number = dates(offer), uuid4()
    first = book_all(showings, relay, request_id=number)
    assert book_all(list(reversed(showings)), relay, request_id=number) == first
    assert taken(showings) == [4, 4, 4]


def test_the_form_sent_twice_for_the_last_places_does_not_say_that_they_are_gone(offer, relay) -> None:
    showings, number = dates(offer, 2, places=4), uuid4()
    first = book_all(showings, relay, request_id=number)
    assert book_all(showings, relay, request_id=number) == first


def test_the_form_sent_again_with_something_else_says_that_it_has_served(offer, relay) -> None:
    showings, number = dates(offer), uuid4()
    book_all(showings[:2], relay, request_id=number)
    with pytest.raises(operations.AlreadyBooked):
        book_all(showings, relay, request_id=number)
    with pytest.raises(operations.AlreadyBooked):
        book_all(showings[:2], relay, party=Party(adults=1, outing=Outing.ALONE), request_id=number)
    stranger = RelayFactory(association=offer.association)
    with pytest.raises(operations.AlreadyBooked):
        book_all(showings[:2], stranger, request_id=number)
    assert taken(showings) == [4, 4, 0]


def test_the_share_of_a_relay_counts_all_the_dates_of_the_set(relay, offer) -> None:
    offer.most_per_relay = 10
    offer.save()
    showings = dates(offer)
    with pytest.raises(operations.RelayHasItsShare, match="10 places au plus par relais"):
        book_all(showings, relay)
    assert taken(showings) == [0, 0, 0]
    assert len(book_all(showings[:2], relay)) == 2


def test_a_relay_of_elsewhere_books_nothing(offer) -> None:
    stranger = RelayFactory(association=AssociationFactory())
    with pytest.raises(operations.RelayRefused):
        book_all(dates(offer), stranger)
