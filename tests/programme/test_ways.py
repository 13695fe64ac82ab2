"""Three ways to give places, what is kept for whom: chosen on the page of an offer, by whom; what it leaves alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.bookings.refusals import ModeRefused
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme import operations
from pontdesarts.programme.models import Allotment, BookingMode, Offer
from pontdesarts.programme.operations import Places
from pontdesarts.programme.operations.links import PURPOSE
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import text
from tests.network.factories import CoordinatorFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
Role = StaffRole.Role


@pytest.fixture
def allotment():
    """A date that may still be booked today, twenty places, two for wheelchairs."""
    now = timezone.now()
    return AllotmentFactory(
        places=20, wheelchair_places=2, opens_at=now - timedelta(days=1), showing__starts_at=now + timedelta(days=20)
    )


@pytest.fixture
def offer(allotment) -> Offer:
    return allotment.showing.offer


def ask(showing, kind) -> Ask:
    relay = RelayFactory(association=showing.offer.association)
    return Ask.objects.create(
        kind=kind, showing=showing, relay=relay, asked_at=NOW, places=2, adults=2, least=1, outing="family"
    )


def typed(**more) -> dict[str, object]:
    return {"places": 20, "wheelchair_places": 2, "voucher_mode": "code", "booking_mode": "direct", "save": "1"} | more


def page_for(client, offer, role) -> str:
    """The page « Combien » by each door: an account of the association, of the partner, the partner's link."""
    if role == "link":
        expires = timezone.now() + timedelta(days=3)
        token = links.make(PURPOSE, offer.partner.pk, expires_at=expires, epoch=offer.partner.link_epoch)
        return reverse("programme:link_places", args=[token, offer.pk])
    coordinator = role == "coordinator"
    post = (
        CoordinatorFactory(structure=offer.partner)
        if coordinator
        else StaffRoleFactory(association=offer.association, role=role)
    )
    client.force_login(post.user)
    return reverse("programme:places", args=[offer.pk])


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.TEAM])
def test_the_association_chooses_among_three_ways_each_said_in_a_sentence(client, offer, role) -> None:
    page = page_for(client, offer, role)
    shown = text(client.get(page))
    for said in ("Réservation directe : le premier", "Sur demande : à chaque relais", "Tirage au sort : les relais"):
        assert said in shown
    assert client.post(page, typed(booking_mode="draw")).status_code == 302
    assert Offer.objects.get(pk=offer.pk).booking_mode == BookingMode.DRAW
    assert "attribution des places" in Entry.objects.about(offer).first().sentence


@pytest.mark.parametrize("role", [Role.PROGRAMMER, "coordinator", "link"])
def test_a_volunteer_or_a_partner_never_chooses_a_draw_nor_leaves_one(client, offer, role) -> None:
    page = page_for(client, offer, role)
    assert "Tirage au sort" not in text(client.get(page))
    assert client.post(page, typed(booking_mode="draw")).status_code == 200
    assert client.post(page, typed(booking_mode="on_request")).status_code == 302
    assert Offer.objects.get(pk=offer.pk).booking_mode == BookingMode.ON_REQUEST
    Offer.objects.filter(pk=offer.pk).update(booking_mode=BookingMode.DRAW)
    assert "L'association a choisi le tirage au sort" in text(client.get(page))
    assert client.post(page, typed(booking_mode="direct")).status_code == 302
    assert Offer.objects.get(pk=offer.pk).booking_mode == BookingMode.DRAW


def test_caps_and_shares_of_the_offer_go_to_its_dates_and_are_said_on_its_page(client, offer, allotment) -> None:
    page = page_for(client, offer, Role.TEAM)
    shares = {"most_per_relay": 8, "priority_hours": 48, "priority_share": 30, "wheelchair_hours": 24}
    client.post(page, typed(**shares))
    allotment.refresh_from_db()
    assert allotment.priority_places == 6
    assert allotment.priority_until == allotment.opens_at + timedelta(hours=48)
    assert allotment.wheelchair_until == allotment.showing.starts_at - timedelta(hours=24)
    shown = text(client.get(reverse("programme:manage_offer", args=[offer.pk])))
    assert "8 places au plus par relais" in shown
    assert "30 % des places gardées aux relais des quartiers prioritaires pendant 48 heures" in shown
    assert "gardées jusqu'à 24 heures avant" in shown
    assert 'value="48"' in client.get(page).content.decode()


def test_left_empty_the_association_s_terms_hold_and_are_said_beside(client, offer) -> None:
    offer.association.most_per_relay = 12
    offer.association.save()
    page = page_for(client, offer, Role.TEAM)
    assert "Vide : 12 places, la règle de l'association" in text(client.get(page))
    client.post(page, typed())
    assert Offer.objects.get(pk=offer.pk).terms.most_per_relay == 12
    client.post(page, typed(most_per_relay=0))
    assert Offer.objects.get(pk=offer.pk).terms.most_per_relay == 0


@pytest.mark.parametrize("wrong", [{"priority_share": 101}, {"most_per_relay": -1}, {"wheelchair_hours": "x"}])
def test_a_share_that_cannot_be_is_said_and_kept_as_typed(client, offer, wrong) -> None:
    page = page_for(client, offer, Role.TEAM)
    answer = client.post(page, typed(**wrong))
    assert answer.status_code == 200
    assert f'value="{next(iter(wrong.values()))}"' in answer.content.decode()
    assert "open" in answer.content.decode()


def test_what_stands_is_said_before_the_way_changes(client, offer, allotment) -> None:
    BookingFactory(showing=allotment.showing, adults=2, from_6_to_11=0)
    ask(allotment.showing, Ask.Kind.REQUEST)
    shown = text(client.get(page_for(client, offer, Role.TEAM)))
    assert "2 places sont déjà réservées : elles le restent" in shown
    assert "1 demande attend une réponse : elle reste à traiter" in shown


def test_changing_the_way_leaves_bookings_and_requests_as_they_are(offer, allotment) -> None:
    booking = BookingFactory(showing=allotment.showing)
    request = ask(allotment.showing, Ask.Kind.REQUEST)
    for way in (BookingMode.ON_REQUEST, BookingMode.DRAW, BookingMode.DIRECT):
        operations.edit_offer(offer, values={"booking_mode": way}, by=TEAM, at=NOW)
    booking.refresh_from_db()
    request.refresh_from_db()
    assert booking.cancelled_at is None
    assert request.ended_at is None


def test_a_draw_over_a_waiting_list_is_refused_before_anything_is_written(client, offer, allotment) -> None:
    ask(allotment.showing, Ask.Kind.WAITING)
    with pytest.raises(ModeRefused, match="1 relais attend"):
        operations.edit_offer(offer, values={"booking_mode": BookingMode.DRAW, "title": "Autre"}, by=TEAM, at=NOW)
    page = page_for(client, offer, Role.TEAM)
    assert "1 relais est sur la liste d'attente" in text(client.get(page))
    answer = client.post(page, typed(booking_mode="draw", places=15))
    assert "passerait devant" in text(answer)
    assert Offer.objects.get(pk=offer.pk).booking_mode == BookingMode.DIRECT
    assert Allotment.objects.get(pk=allotment.pk).places == 20


def test_new_terms_of_an_offer_change_what_is_kept_of_its_dates_and_nothing_that_is_booked() -> None:
    allotment = AllotmentFactory(places=20, wheelchair_places=2)
    showing = allotment.showing
    past = AllotmentFactory(showing__offer=showing.offer, showing__starts_at=NOW - timedelta(days=2), closes_at=NOW)
    booking = BookingFactory(showing=showing)
    values = {"priority_hours": 24, "priority_share": 50, "wheelchair_hours": 48, "most_per_relay": 3}
    operations.edit_offer(showing.offer, values=values, by=TEAM, at=NOW)
    allotment.refresh_from_db()
    past.refresh_from_db()
    assert (allotment.priority_places, allotment.taken) == (10, 4)
    assert allotment.wheelchair_until == showing.starts_at - timedelta(hours=48)
    assert past.priority_until is None, "what is over stays as it was"
    assert Booking.objects.get(pk=booking.pk).places == 4, "a smaller share than what one has takes nothing back"


def test_new_terms_of_the_association_touch_neither_what_is_booked_nor_what_is_given() -> None:
    from pontdesarts.associations import operations as associations

    allotment = AllotmentFactory(places=20, wheelchair_places=2)
    operations.offer_places([allotment.showing], given=Places(20, 2), by=TEAM, at=NOW)
    BookingFactory(showing=allotment.showing)
    before = Allotment.objects.values().get(pk=allotment.pk)
    terms = {"most_per_relay": 2, "priority_hours": 100, "wheelchair_hours": 1, "closes_hours": 400}
    associations.change_terms(allotment.showing.offer.association, terms=terms, by=TEAM, at=NOW)
    assert Allotment.objects.values().get(pk=allotment.pk) == before
    assert Booking.objects.held().get().places == 4


def test_giving_more_places_keeps_the_share_in_proportion() -> None:
    allotment = AllotmentFactory(places=10, showing__offer__priority_hours=24, showing__offer__priority_share=50)
    for places, kept in ((10, 5), (21, 11)):
        operations.offer_places([allotment.showing], given=Places(places), by=TEAM, at=NOW)
        assert Allotment.objects.get(pk=allotment.pk).priority_places == kept


def test_nobody_simply_books_what_is_given_on_request_or_drawn() -> None:
    allotment = AllotmentFactory(showing__offer__booking_mode=BookingMode.ON_REQUEST)
    relay = RelayFactory(association=allotment.showing.offer.association)
    from pontdesarts.bookings.rules import Party

    for way in (BookingMode.ON_REQUEST, BookingMode.DRAW):
        Offer.objects.update(booking_mode=way)
        showing = type(allotment.showing).objects.get(pk=allotment.pk)
        with pytest.raises(bookings.AskFirst):
            bookings.book(showing, relay=relay, party=Party(adults=1), by=TEAM, at=NOW)


def test_a_copy_keeps_the_way_and_the_shares() -> None:
    offer = OfferFactory(booking_mode=BookingMode.ON_REQUEST, most_per_relay=6, priority_hours=24, wheelchair_hours=12)
    copy = operations.copy_offer(offer, by=TEAM, at=NOW)
    assert (copy.booking_mode, copy.most_per_relay, copy.priority_hours, copy.wheelchair_hours) == (
        BookingMode.ON_REQUEST,
        6,
        24,
        12,
    )
