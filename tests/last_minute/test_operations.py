"""Places are freed, come back, are taken back: the allotment says what one may take, the release what was given."""

from datetime import timedelta

import pytest

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking, ListSending, Proposal
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.last_minute import operations, tasks
from pontdesarts.last_minute.models import Release
from pontdesarts.last_minute.operations import NothingReleased, ReleaseRefused
from pontdesarts.messaging.models import Message
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, ShowingFactory

from .factories import TONIGHT, UNTIL, ClosedFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


def places_of(showing: Showing) -> tuple[int, int, int]:
    """Offered, taken, for wheelchairs."""
    allotment = Allotment.objects.get(pk=showing.pk)
    return allotment.places, allotment.taken, allotment.wheelchair_places


def release(showing: Showing, places: int = 3, **more) -> Release:
    more = {"until": UNTIL, "by": TEAM, "at": NOW} | more
    return operations.release(showing, places=places, **more)


def book(showing: Showing, people: int = 2, *, at=NOW, **more) -> Booking:
    showing = Showing.objects.select_related("allotment", "offer__association").get(pk=showing.pk)
    relay = RelayFactory(association=showing.offer.association)
    party = Party(adults=people, outing=Outing.GROUP, **more)
    return bookings.book(showing, relay=relay, party=party, by=TEAM, at=at)


@pytest.fixture
def showing() -> Showing:
    """Closed yesterday, four places taken, tonight at eight."""
    allotment = ClosedFactory()
    BookingFactory(showing=allotment.showing, booked_at=NOW - timedelta(days=2))
    return allotment.showing


def test_after_closing_the_date_is_open_for_exactly_what_was_released(showing: Showing) -> None:
    with pytest.raises(bookings.BookingClosed):
        book(showing)
    made = release(showing)
    assert places_of(showing) == (7, 4, 0)
    assert (made.before, made.after, made.places, made.automatic) == (10, 7, 3, False)
    assert Allotment.objects.get(pk=showing.pk).late_until == UNTIL
    book(showing, 3)
    with pytest.raises(bookings.Full):
        book(showing, 1)
    with pytest.raises(bookings.BookingClosed):
        book(showing, 1, at=UNTIL)


def test_the_journal_of_the_date_says_who_released_how_many_until_when(showing: Showing) -> None:
    release(showing, wheelchair=1)
    said = "Nadia, équipe a libéré 3 places, dont 1 pour fauteuil roulant, jusqu'au samedi 21 novembre à 19\u00a0h"
    assert str(Entry.objects.about(showing).get()) == said


def test_wheelchair_places_are_those_that_were_said(showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(wheelchair_places=4, wheelchair_taken=1)
    release(showing, wheelchair=1)
    assert places_of(showing) == (7, 4, 2)
    book(showing, 2, wheelchair=1)
    with pytest.raises(bookings.NoWheelchairPlace):
        book(showing, 1, wheelchair=1)


def test_while_booking_is_open_the_free_places_are_raised_to_that_number() -> None:
    allotment = AllotmentFactory(
        showing__starts_at=TONIGHT, closes_at=TONIGHT - timedelta(hours=2), places=6, wheelchair_places=2
    )
    book(allotment.showing, 4)
    made = release(allotment.showing, 5)
    assert places_of(allotment.showing) == (9, 4, 2)
    assert (made.before, made.after) == (6, 9)
    with pytest.raises(ReleaseRefused, match="Il reste déjà 5 places"):
        release(allotment.showing, 5)
    book(allotment.showing, 1, at=UNTIL - timedelta(minutes=1))


def test_open_until_closing_at_least() -> None:
    allotment = AllotmentFactory(showing__starts_at=TONIGHT, closes_at=TONIGHT - timedelta(minutes=10), places=1)
    made = release(allotment.showing, 5)
    assert made.until == allotment.closes_at


def test_whoever_waits_is_served_before_anybody_is_told(showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(places=4)
    waiting = Showing.objects.in_full().get(pk=showing.pk)
    relay = RelayFactory(association=showing.offer.association)
    bookings.wait(waiting, relay=relay, party=Party(adults=2), by=TEAM, at=NOW - timedelta(days=2))
    release(showing, 3)
    assert Proposal.objects.pending().get().places == 2
    assert places_of(showing) == (7, 6, 0)
    book(showing, 1)
    with pytest.raises(bookings.Full):
        book(showing, 1)
    assert operations.end_release(showing, by=TEAM, at=NOW) == 0
    assert places_of(showing) == (7, 7, 0)


def called_off(showing: Showing) -> None:
    programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)


def withdrawn(showing: Showing) -> None:
    showing.offer.withdrawn_at = NOW
    showing.offer.save()


def draft(showing: Showing) -> None:
    showing.offer.published_at = None
    showing.offer.save()


def on_request(showing: Showing) -> None:
    showing.offer.booking_mode = BookingMode.ON_REQUEST
    showing.offer.save()


def not_open_yet(showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(
        opens_at=NOW + timedelta(hours=1), closes_at=NOW + timedelta(hours=3)
    )


def over(showing: Showing) -> None:
    Showing.objects.filter(pk=showing.pk).update(starts_at=NOW - timedelta(hours=1))


def far(showing: Showing) -> None:
    Showing.objects.filter(pk=showing.pk).update(starts_at=NOW + timedelta(days=3))


def small(showing: Showing) -> None:
    venue = showing.offer.venue
    venue.capacity = 6
    venue.save()


def nothing_given(showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).delete()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (called_off, "est annulée"),
        (withdrawn, "n'est pas en ligne"),
        (draft, "n'est pas en ligne"),
        (on_request, "se demandent"),
        (not_open_yet, "n'ouvre que"),
        (over, "est passée"),
        (far, "plus de deux jours"),
        (small, r"La jauge de .* est de 6 places, et 4 places sont déjà prises"),
        (nothing_given, "Aucune place n'a été offerte"),
    ],
)
def test_a_release_that_does_not_stand_is_refused_and_changes_nothing(showing: Showing, change, said: str) -> None:
    if change is nothing_given:
        showing = ShowingFactory(starts_at=TONIGHT)
    change(showing)
    before = list(Allotment.objects.filter(pk=showing.pk).order_by("pk").values())
    with pytest.raises(ReleaseRefused, match=said):
        release(showing)
    assert list(Allotment.objects.filter(pk=showing.pk).order_by("pk").values()) == before
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"places": 0}, "au moins une place"),
        ({"places": -2}, "au moins une place"),
        ({"places": 3, "wheelchair": -1}, "au moins une place"),
        ({"places": 10**9}, "500 places au plus"),
        ({"places": 3, "wheelchair": 4}, "plus de places pour fauteuil"),
        ({"places": 3, "until": NOW}, "Cette heure est passée"),
        ({"places": 3, "until": TONIGHT + timedelta(minutes=1)}, "La date commence samedi 21 novembre à 20\u00a0h"),
    ],
)
def test_numbers_and_hours_that_do_not_stand_are_refused(showing: Showing, typed, said: str) -> None:
    with pytest.raises(ReleaseRefused, match=said):
        release(showing, **typed)
    assert places_of(showing) == (10, 4, 0)


def test_the_room_may_have_fewer_places_for_wheelchairs(showing: Showing) -> None:
    venue = showing.offer.venue
    venue.wheelchair_places = 1
    venue.save()
    with pytest.raises(ReleaseRefused, match="1 emplacement pour fauteuil"):
        release(showing, wheelchair=2)


def test_what_nobody_took_goes_back_and_the_date_is_closed_again(showing: Showing) -> None:
    made = release(showing, 3, wheelchair=1)
    book(showing, 2)
    assert operations.end_release(showing, by=TEAM, at=NOW + timedelta(hours=2)) == 1
    made.refresh_from_db()
    assert (made.unused, made.before) == (1, 10)
    assert places_of(showing) == (6, 6, 0)
    with pytest.raises(bookings.BookingClosed):
        book(showing, 1)
    with pytest.raises(NothingReleased):
        operations.end_release(showing, by=TEAM, at=NOW)


def test_while_booking_is_open_only_what_was_added_goes_back() -> None:
    showing = AllotmentFactory(showing__starts_at=TONIGHT, closes_at=TONIGHT - timedelta(hours=2), places=6).showing
    book(showing, 2)
    release(showing, 8)
    assert operations.end_release(showing, by=TEAM, at=NOW) == 4
    assert places_of(showing) == (6, 2, 0)
    release(showing, 8)
    book(showing, 6)
    assert operations.end_release(showing, by=TEAM, at=NOW) == 2
    assert places_of(showing) == (8, 8, 0)


def test_a_second_release_raises_what_is_left_and_both_end_together(showing: Showing) -> None:
    release(showing, 3)
    book(showing, 2)
    release(showing, 4, at=NOW + timedelta(hours=1))
    assert places_of(showing) == (10, 6, 0)
    assert operations.end_release(showing, by=TEAM, at=NOW + timedelta(hours=2)) == 4
    assert not Release.objects.standing().exists()
    assert sorted(Release.objects.values_list("unused", flat=True)) == [0, 4]


def book_before_closing(showing: Showing, people: int, **more) -> Booking:
    return book(showing, people, at=NOW - timedelta(days=2), **more)


def test_places_that_come_back_after_closing_open_the_date_for_exactly_these(showing: Showing) -> None:
    """From end to end: a referent gives places back, nobody waits, six others were not booked and are the venue's."""
    Allotment.objects.filter(pk=showing.pk).update(wheelchair_places=3)
    gone = book_before_closing(showing, 2, wheelchair=1)
    assert places_of(showing) == (10, 6, 3)
    bookings.cancel(gone, by=TEAM, at=NOW)
    (made,) = Release.objects.all()
    assert (made.automatic, made.places, made.wheelchair, made.before, made.released_by) == (True, 2, 1, 10, "")
    assert places_of(showing) == (6, 4, 1)
    assert Allotment.objects.get(pk=showing.pk).late_until == TONIGHT - timedelta(hours=3)
    assert Entry.objects.about(showing).filter(verb="last_minute.reopened").get().by_label == "Pont des Arts"
    book(showing, 2, wheelchair=1)
    with pytest.raises(bookings.Full):
        book(showing, 1)


def test_whoever_comes_with_fewer_people_gives_the_others_back(showing: Showing) -> None:
    """The venue's list, sent at closing, says how many had booked."""
    ListSending.objects.create(showing=showing, moment="closing", sent_at=NOW, to="x@example.org", places=4)
    bookings.change(Booking.objects.get(showing=showing), party=Party(adults=1), by=TEAM, at=NOW)
    assert Release.objects.get().places == 3
    assert places_of(showing) == (4, 1, 0)


def test_after_a_release_has_ended_all_that_comes_back_is_opened(showing: Showing) -> None:
    release(showing, 3)
    late = book(showing, 3)
    operations.end_release(showing, by=TEAM, at=NOW + timedelta(hours=1))
    bookings.cancel(late, by=TEAM, at=NOW + timedelta(hours=2))
    assert places_of(showing) == (7, 4, 0)
    assert Release.objects.standing().get().places == 3


def test_places_that_come_back_once_the_fresh_list_left_stay_with_the_venue(showing: Showing) -> None:
    bookings.cancel(Booking.objects.get(showing=showing), by=TEAM, at=TONIGHT - timedelta(hours=3))
    assert not Release.objects.exists()
    assert places_of(showing) == (10, 0, 0)
    with pytest.raises(bookings.BookingClosed):
        book(showing, 1, at=TONIGHT - timedelta(hours=3))


def test_places_that_come_back_to_what_was_released_are_free_already(showing: Showing) -> None:
    release(showing, 3)
    bookings.cancel(book(showing, 3), by=TEAM, at=NOW)
    assert Release.objects.count() == 1
    assert places_of(showing) == (7, 4, 0)


def test_what_is_past_its_hour_is_taken_back_by_itself(showing: Showing) -> None:
    release(showing, 3)
    assert list(Release.objects.due(UNTIL - timedelta(minutes=1))) == []
    assert Release.objects.due(UNTIL).count() == 1
    assert tasks.end_releases_due(at=UNTIL) == 1
    assert Release.objects.get().unused == 3
    assert places_of(showing) == (4, 4, 0)
    assert tasks.end_releases_due(at=UNTIL) == 0


def test_a_date_called_off_ends_its_release_and_keeps_its_figures(showing: Showing) -> None:
    release(showing, 3)
    called_off(showing)
    assert operations.end_release(showing, by=JOB, at=NOW) == 0
    assert places_of(showing) == (7, 0, 0)


def test_a_venue_that_has_its_list_is_sent_the_link_when_places_went_since(showing: Showing) -> None:
    ListSending.objects.create(
        showing=showing, moment="closing", sent_at=NOW - timedelta(hours=20), to="x@example.org", places=4
    )
    release(showing, 3)
    book(showing, 2, at=NOW + timedelta(minutes=5))
    operations.end_release(showing, by=TEAM, at=NOW + timedelta(hours=2))
    mail = Message.objects.get(kind="last_minute.list_grown")
    assert mail.to == showing.offer.partner.partner.list_email
    assert mail.subject == "2 places de plus : Bérénice"
    assert "2 places ont été prises" in mail.text
    assert "/listes/" in mail.text


def test_a_venue_is_not_written_to_when_nothing_went(showing: Showing) -> None:
    ListSending.objects.create(showing=showing, moment="closing", sent_at=NOW, to="x@example.org", places=4)
    release(showing, 3)
    operations.end_release(showing, by=TEAM, at=NOW + timedelta(hours=2))
    assert not Message.objects.filter(kind="last_minute.list_grown").exists()
