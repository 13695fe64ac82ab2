"""Several dates in one go: all of them, or none; a double click; what a refusal names."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import text
from tests.network.factories import ReferentFactory, RelayFactory
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
    with pytest.raises(operations.Full, match="« Bérénice », jeudi 10 décembre à 10\u00a0h : il reste 3 places"):
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


# the pages


@pytest.fixture
def post(client, offer):
    post = ReferentFactory(structure=RelayFactory(association=offer.association, name="Les Tilleuls"))
    client.force_login(post.user)
    return post


def coming(offer, number: int = 3, **more) -> list[Showing]:
    now = timezone.now()
    return [
        AllotmentFactory(
            showing__offer=offer,
            showing__starts_at=now + timedelta(days=12 + 7 * week),
            opens_at=now - timedelta(days=1),
            **more,
        ).showing
        for week in range(number)
    ]


def sent(showings, relay, **more) -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "relay": relay.pk,
        "dates": [showing.pk for showing in showings],
        "adults": 2,
        "outing": "family",
        "first_outing": "unknown",
        **more,
    }


def test_the_page_of_an_offer_leads_to_several_dates_and_books_them(client, post, offer) -> None:
    showings = coming(offer)
    page = reverse("bookings:book_many", args=[offer.pk])
    assert page in client.get(reverse("programme:detail", args=[offer.pk])).content.decode()
    assert client.get(page).status_code == 200
    said = text(client.post(page, sent(showings[:2], post.structure), follow=True))
    assert "C'est réservé : 2 places à chacune des 2 dates." in said
    assert taken(showings) == [2, 2, 0]


def test_a_double_click_on_the_last_places_is_one_set(client, post, offer) -> None:
    showings = coming(offer, 2, places=2)
    page, form = reverse("bookings:book_many", args=[offer.pk]), sent(showings, post.structure)
    for _ in range(2):
        assert client.post(page, form).status_code == 302
    assert taken(showings) == [2, 2]


def test_a_refusal_names_the_date_and_keeps_what_was_ticked_and_typed(client, post, offer) -> None:
    showings = coming(offer)
    Allotment.objects.filter(pk=showings[1].pk).update(taken=9)
    page = reverse("bookings:book_many", args=[offer.pk])
    answer = client.post(page, sent(showings, post.structure))
    assert "il reste 1 place, il en faut 2" in text(answer)
    assert answer.content.decode().count('name="dates" value') == 3
    assert answer.context["form"]["dates"].value() == [str(showing.pk) for showing in showings]
    assert not Booking.objects.exists()


@pytest.mark.parametrize("wrong", [{"dates": []}, {"dates": ["999999"]}, {"dates": ["x"]}, {"request_id": "?"}])
def test_what_cannot_be_read_is_said(client, post, offer, wrong) -> None:
    page = reverse("bookings:book_many", args=[offer.pk])
    assert client.post(page, sent(coming(offer), post.structure, **wrong)).status_code == 200
    assert not Booking.objects.exists()


def test_nothing_is_booked_directly_where_places_are_drawn(client, post, offer) -> None:
    coming(offer)
    offer.booking_mode = BookingMode.DRAW
    offer.save()
    page = reverse("bookings:book_many", args=[offer.pk])
    assert "Aucune date ne se réserve d'ici" in text(client.get(page))
    assert page not in client.get(reverse("programme:detail", args=[offer.pk])).content.decode()


def test_a_booking_is_repeated_for_another_group_with_everything_filled_in(client, post, offer) -> None:
    (showing, other) = coming(offer, 2)
    booking = BookingFactory(showing=showing, relay=post.structure, needs=["loop"])
    page = reverse("bookings:repeat", args=[booking.code])
    assert page in client.get(reverse("bookings:booking", args=[booking.code])).content.decode()
    form = client.get(page).context["form"]
    assert [form[name].value() for name in ("adults", "from_6_to_11", "needs")] == [2, 2, ["loop"]]
    client.post(page, sent([showing], post.structure, adults=2, from_6_to_11=2))
    assert Booking.objects.filter(showing=showing, relay=post.structure).count() == 2
    client.post(page, sent([other], post.structure))
    assert Booking.objects.filter(showing=other).count() == 1


def test_the_booking_of_another_relay_is_not_repeated(client, post, offer) -> None:
    (showing,) = coming(offer, 1)
    theirs = BookingFactory(showing=showing, relay=RelayFactory(association=offer.association))
    assert client.get(reverse("bookings:repeat", args=[theirs.code])).status_code == 404


def test_the_page_asks_the_same_for_two_dates_or_ten(client, post, offer, queries_stay_flat) -> None:
    offer.most_per_relay = 8
    offer.save()
    coming(offer, 2)
    queries_stay_flat(lambda: client.get(reverse("bookings:book_many", args=[offer.pk])), lambda: coming(offer, 8))


def test_the_only_date_that_can_be_repeated_comes_ticked(client, post, offer) -> None:
    (showing,) = coming(offer, 1)
    booking = BookingFactory(showing=showing, relay=post.structure)
    page = reverse("bookings:repeat", args=[booking.code])
    assert client.get(page).context["form"]["dates"].value() == [str(showing.pk)]
    (other,) = coming(offer, 1)
    assert client.get(page).context["form"]["dates"].value() == []
    assert other.pk


def test_a_date_with_nothing_left_is_said_full_among_the_others(client, post, offer) -> None:
    (full, _) = coming(offer, 2)
    Allotment.objects.filter(pk=full.pk).update(taken=F("places"))
    assert ": complet" in text(client.get(reverse("bookings:book_many", args=[offer.pk])))
