"""What booking writes: rows, places, journal, jobs. And what it refuses, without writing anything."""

from datetime import timedelta
from uuid import uuid4

import pytest

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Need, Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment
from tests.accounts.factories import UserFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, RelayFactory, VenueFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
FAMILY = Party(adults=2, from_6_to_11=2)
LATE = NOW + timedelta(days=11)  # after closing, before the showing
AFTER = NOW + timedelta(days=13)


def taken(showing) -> int:
    return Allotment.objects.get(pk=showing.pk).taken


def wheelchairs_taken(showing) -> int:
    return Allotment.objects.get(pk=showing.pk).wheelchair_taken


def relay_of(showing, **more):
    return RelayFactory(association=showing.offer.association, **more)


def book(showing, *, relay=None, party=FAMILY, at=NOW, by=TEAM, **more) -> Booking:
    return operations.book(showing, relay=relay or relay_of(showing), party=party, by=by, at=at, **more)


def refused(refusal, match, showing, **more) -> None:
    """Booking is refused with this sentence, and nothing at all is written."""
    before = taken(showing) if hasattr(showing, "allotment") else None
    with pytest.raises(refusal, match=match) as caught:
        book(showing, **more)
    assert caught.value.next_step
    assert not Booking.objects.exists()
    assert not Entry.objects.exists()
    assert before is None or taken(showing) == before


def test_booking_takes_the_places_says_so_and_prepares_the_voucher(jobs):
    showing = AllotmentFactory(places=10, taken=1).showing
    relay = relay_of(showing, name="Les Tilleuls")
    user = UserFactory(name="Inès Roy")
    party = Party(adults=1, under_6=1, workers=1, outing=Outing.GROUP, first_outing=True, needs=frozenset({Need.LSF}))
    booking = book(showing, relay=relay, party=party, by=Actor.of(user, on_behalf_of=relay.name))
    booking.refresh_from_db()
    assert (booking.party, booking.places, booking.booked_by) == (party, 3, user)
    assert taken(showing) == 4
    entry = Entry.objects.about(booking).get()
    assert str(entry) == "Inès Roy, pour Les Tilleuls a réservé 3 places pour Les Tilleuls"
    assert [(job.name, job.arguments) for job in jobs.waiting()] == [
        ("bookings.send_vouchers", {"booking_id": booking.pk})
    ]


def test_the_last_places_can_be_taken_and_one_more_cannot():
    showing = AllotmentFactory(places=10, taken=6).showing
    book(showing)
    assert taken(showing) == 10
    with pytest.raises(operations.Full, match=r"Complet") as caught:
        book(showing, party=Party(adults=1))
    assert "autre date" in caught.value.next_step
    assert Booking.objects.count() == 1


def test_a_refusal_for_lack_of_places_says_how_many_are_left():
    refused(operations.Full, "Il reste 2 places, il en faut 4", AllotmentFactory(places=10, taken=8).showing)


def test_wheelchair_places_are_counted_apart():
    showing = AllotmentFactory(places=10, wheelchair_places=1).showing
    booking = book(showing, party=Party(adults=2, wheelchair=1))
    assert wheelchairs_taken(showing) == 1
    with pytest.raises(operations.NoWheelchairPlace, match="fauteuil"):
        book(showing, party=Party(adults=1, wheelchair=1))
    operations.cancel(booking, by=TEAM, at=NOW)
    assert wheelchairs_taken(showing) == 0
    book(showing, party=Party(adults=1, wheelchair=1))


@pytest.mark.parametrize(
    ("party", "match"),
    [
        (Party(), "combien"),
        (Party(workers=2), "au moins une personne accompagnée"),
        (Party(adults=1, wheelchair=2), "plus de fauteuils"),
        (Party(adults=7), "6 places au plus pour une sortie en famille"),
        (Party(adults=3, outing=Outing.ALONE), "2 places au plus"),
    ],
)
def test_a_party_that_does_not_stand_is_refused(party, match):
    refused(operations.PartyRefused, match, AllotmentFactory(places=50).showing, party=party)


def test_the_offer_overrides_the_association_and_the_venue_has_the_last_word():
    offer = OfferFactory(most_family=20)
    showing = AllotmentFactory(places=50, showing__offer=offer, most_per_booking=15).showing
    refused(operations.PartyRefused, "15 places au plus", showing, party=Party(adults=16))
    assert book(showing, party=Party(adults=15)).places == 15


def test_booking_is_refused_before_it_opens_and_from_closing_on():
    showing = AllotmentFactory().showing
    opens, closes = showing.allotment.opens_at, showing.allotment.closes_at
    refused(operations.BookingClosed, "ouvre", showing, at=opens - timedelta(seconds=1))
    refused(operations.BookingClosed, "close depuis", showing, at=closes)
    book(showing, at=closes - timedelta(seconds=1))


def test_booking_is_refused_for_a_date_that_is_over_cancelled_withdrawn_or_without_places():
    refused(operations.BookingClosed, "passée", AllotmentFactory().showing, at=AFTER)
    refused(operations.BookingClosed, "annulée", AllotmentFactory(showing__cancelled_at=NOW).showing)
    refused(operations.BookingClosed, "plus proposée", AllotmentFactory(showing__offer__withdrawn_at=NOW).showing)
    refused(operations.BookingClosed, "plus proposée", AllotmentFactory(showing__offer__published_at=None).showing)
    allotment = AllotmentFactory()
    showing = allotment.showing
    allotment.delete()
    refused(operations.BookingClosed, "Aucune place", type(showing).objects.get(pk=showing.pk))


def test_a_date_called_off_while_the_form_was_open_is_refused():
    stale = AllotmentFactory().showing
    programme.cancel_showing(stale, reason="grève", by=TEAM, at=NOW)
    Entry.objects.all().delete()
    assert stale.cancelled_at is None
    refused(operations.BookingClosed, "vient d'être annulée", stale)


def test_a_relay_of_another_association_a_suspended_one_or_a_partner_does_not_book():
    showing = AllotmentFactory().showing
    refused(operations.RelayRefused, "autre association", showing, relay=RelayFactory())
    refused(operations.RelayRefused, "suspendues", showing, relay=relay_of(showing, profile__suspended_at=NOW))
    refused(operations.RelayRefused, "relais", showing, relay=PartnerFactory(association=showing.offer.association))


@pytest.mark.parametrize("asked_by", ["offer", "partner"])
def test_a_pickup_name_is_kept_encrypted_where_the_venue_asks_for_one(asked_by):
    offer = OfferFactory(names_required=asked_by == "offer")
    offer.partner.partner.names_required = asked_by == "partner"
    offer.partner.partner.save()
    showing = AllotmentFactory(showing__offer=offer).showing
    refused(operations.PickupNameMissing, "nom de retrait", showing, pickup_name="  ")
    booking = book(showing, pickup_name=" Amina D. ")
    booking.refresh_from_db()
    assert booking.pickup_name == "Amina D."
    assert b"Amina" not in bytes(booking.pickup_sealed)
    assert "Amina" not in str(Entry.objects.values().get())


def test_a_name_that_nobody_asked_for_is_not_kept():
    assert book(AllotmentFactory().showing, pickup_name="Amina D.").pickup_sealed is None


def test_the_same_form_twice_is_one_booking_even_when_the_first_took_the_last_place(jobs):
    showing = AllotmentFactory(places=4).showing
    relay, number = relay_of(showing), uuid4()
    first = book(showing, relay=relay, request_id=number)
    again = book(showing, relay=relay, request_id=number)
    assert again == first
    assert (taken(showing), Booking.objects.count(), len(jobs.waiting())) == (4, 1, 1)


def test_the_same_form_with_other_numbers_is_told_that_it_has_served():
    showing = AllotmentFactory().showing
    relay, number = relay_of(showing), uuid4()
    first = book(showing, relay=relay, request_id=number)
    with pytest.raises(operations.AlreadyBooked, match=first.code):
        book(showing, relay=relay, request_id=number, party=Party(adults=1))
    operations.cancel(first, by=TEAM, at=NOW)
    with pytest.raises(operations.AlreadyBooked):
        book(showing, relay=relay, request_id=number)


def test_changing_moves_the_places_says_what_changed_and_mails_a_new_voucher(jobs):
    showing = AllotmentFactory(places=10, wheelchair_places=2).showing
    booking = book(showing)
    jobs.run("messaging.deliver")
    changed = operations.change(booking, party=Party(adults=3, wheelchair=1), by=TEAM, at=NOW + timedelta(hours=1))
    assert (taken(showing), wheelchairs_taken(showing)) == (3, 1)
    assert changed.changed_at == NOW + timedelta(hours=1)
    assert Entry.objects.about(booking)[0].sentence == (
        "a changé la réservation : 3 places au lieu de 4, fauteuils roulants : 1 au lieu de 0"
    )
    assert [job.name for job in jobs.waiting()] == ["bookings.send_vouchers"] * 2


def test_a_change_to_the_same_writes_nothing(jobs):
    booking = book(AllotmentFactory().showing)
    waiting = len(jobs.waiting())
    same = operations.change(booking, party=FAMILY, by=TEAM, at=NOW + timedelta(hours=1))
    assert same.changed_at is None
    assert (Entry.objects.count(), len(jobs.waiting())) == (1, waiting)


def test_growing_beyond_what_is_left_changes_nothing():
    showing = AllotmentFactory(places=5).showing
    booking = book(showing)
    with pytest.raises(operations.Full, match="Il reste 1 place, il en faut 2"):
        operations.change(booking, party=Party(adults=6), by=TEAM, at=NOW)
    booking.refresh_from_db()
    assert (booking.places, taken(showing), Entry.objects.count()) == (4, 4, 1)


def test_after_closing_one_may_only_reduce():
    showing = AllotmentFactory(wheelchair_places=2).showing
    booking = book(showing)
    for party in (Party(adults=5), Party(adults=3, wheelchair=1)):
        with pytest.raises(operations.BookingClosed, match="a reçu sa liste"):
            operations.change(booking, party=party, by=TEAM, at=LATE)
    assert operations.change(booking, party=Party(adults=3), by=TEAM, at=LATE).places == 3
    assert taken(showing) == 3


def test_a_party_beyond_a_limit_lowered_since_may_shrink_but_not_break_other_rules():
    offer = OfferFactory(most_family=10)
    showing = AllotmentFactory(places=20, showing__offer=offer).showing
    booking = book(showing, party=Party(adults=9))
    offer.most_family = 4
    offer.save()
    assert operations.change(booking, party=Party(adults=7), by=TEAM, at=NOW).places == 7
    for party in (Party(adults=8), Party(adults=2, wheelchair=3), Party(workers=2), Party()):
        with pytest.raises(operations.PartyRefused):
            operations.change(booking, party=party, by=TEAM, at=NOW)
    assert taken(showing) == 7


def test_cancelling_gives_the_places_back_at_once_and_erases_the_name(jobs):
    offer = OfferFactory(names_required=True)
    showing = AllotmentFactory(showing__offer=offer).showing
    booking = book(showing, pickup_name="Amina D.")
    operations.cancel(booking, reason="  enfant malade ", by=TEAM, at=NOW)
    booking.refresh_from_db()
    assert (booking.cancelled_at, booking.cancelled_late) == (NOW, False)
    assert (booking.cancel_reason, booking.pickup_sealed) == ("enfant malade", None)
    assert taken(showing) == 0
    assert Entry.objects.about(booking)[0].sentence == "a annulé la réservation (4 places rendues)"
    assert jobs.waiting()[-1].name == "bookings.confirm_cancellation"


def test_a_cancellation_after_closing_is_recorded_as_late():
    showing = AllotmentFactory().showing
    booking = book(showing)
    assert operations.cancel(booking, by=TEAM, at=LATE).cancelled_late
    assert "après la clôture" in Entry.objects.about(booking)[0].sentence
    assert taken(showing) == 0


def test_what_has_begun_or_is_cancelled_changes_no_more():
    showing = AllotmentFactory().showing
    booking = book(showing)
    with pytest.raises(operations.BookingClosed, match="déjà eu lieu"):
        operations.cancel(booking, by=TEAM, at=AFTER)
    operations.cancel(booking, by=TEAM, at=NOW)
    for again in (
        lambda: operations.cancel(booking, by=TEAM, at=NOW),
        lambda: operations.change(booking, party=Party(adults=1), by=TEAM, at=NOW),
        lambda: operations.send_vouchers_again(booking, by=TEAM, at=NOW),
    ):
        with pytest.raises(operations.AlreadyCancelled, match="déjà annulée"):
            again()
    assert taken(showing) == 0


def test_a_date_called_off_ends_every_booking_without_blaming_anybody(jobs):
    showing = AllotmentFactory(wheelchair_places=2).showing
    first, second = book(showing), book(showing, party=Party(adults=2, wheelchair=1))
    gone = book(showing, party=Party(adults=1))
    operations.cancel(gone, by=TEAM, at=NOW)
    other = BookingFactory()
    programme.cancel_showing(showing, reason="grève", by=Actor(label="Théâtre"), at=LATE)
    for booking in (first, second):
        booking.refresh_from_db()
        assert (booking.cancelled_at, booking.cancelled_by_venue, booking.cancelled_late) == (LATE, True, False)
        assert booking.cancel_reason == "grève"
        assert str(Entry.objects.about(booking)[0]) == "Théâtre a annulé la date : grève"
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.cancelled_at, other.cancelled_at) == (NOW, None)
    assert (taken(showing), wheelchairs_taken(showing)) == (0, 0)
    told = [job.arguments["booking_id"] for job in jobs.waiting() if job.name == "bookings.tell_of_cancelled_date"]
    assert told == [first.pk, second.pk]


def test_a_date_that_moves_is_told_on_every_booking_held(jobs):
    showing = AllotmentFactory().showing
    booking, gone = book(showing), book(showing)
    operations.cancel(gone, by=TEAM, at=NOW)
    programme.move_showing(
        showing,
        starts_at=showing.starts_at + timedelta(hours=1),
        ends_at=None,
        venue=VenueFactory(association=showing.offer.association),
        by=TEAM,
        at=NOW,
    )
    assert "a déplacé la date, qui était : jeudi 3 décembre à 20\u00a0h" in Entry.objects.about(booking)[0].sentence
    told = [job.arguments["booking_id"] for job in jobs.waiting() if job.name == "bookings.tell_of_moved_date"]
    assert told == [booking.pk]


def test_asking_for_the_voucher_again_is_in_the_journal(jobs):
    user = UserFactory()
    booking = BookingFactory()
    operations.send_vouchers_again(booking, by=Actor.of(user), at=NOW)
    assert jobs.waiting()[-1].arguments == {"booking_id": booking.pk, "to_user": user.pk}
    assert "a redemandé la contremarque" in Entry.objects.about(booking)[0].sentence
