"""The venue's list: mailed once at closing and once more before the date, read by a link, silent about the relay."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import notices, operations
from pontdesarts.bookings.models import Booking, ListSending
from pontdesarts.bookings.rules import Need, Party
from pontdesarts.bookings.tasks import send_lists_due
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Attachment, Message
from pontdesarts.network.models import RelayKind
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import date_of, text
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
Moment = ListSending.Moment
STARTS = NOW + timedelta(days=12, hours=10)
CLOSES = STARTS - timedelta(hours=48)
FRESH = STARTS - timedelta(hours=3)


def a_date(**more):
    return AllotmentFactory(places=20, **more).showing


def a_booking(showing, *, name="Les Tilleuls", party=None, **more) -> Booking:
    relay = RelayFactory(association=showing.offer.association, name=name, profile__kind=RelayKind.SHELTER)
    party = party or Party(adults=2)
    return operations.book(showing, relay=relay, party=party, by=TEAM, at=NOW, **more)


def moments(sent) -> list[str]:
    return [sending.moment for sending in sent]


# --- sending


def test_the_list_leaves_at_closing_once_and_fresh_once_before_the_date(jobs, mailoutbox) -> None:
    showing = a_date()
    first, second = a_booking(showing), a_booking(showing)
    assert send_lists_due(at=CLOSES - timedelta(minutes=1)) == []
    assert moments(send_lists_due(at=CLOSES)) == [Moment.CLOSING]
    assert send_lists_due(at=CLOSES + timedelta(hours=1)) == []
    operations.cancel(second, by=TEAM, at=CLOSES + timedelta(hours=2))
    assert send_lists_due(at=FRESH - timedelta(minutes=1)) == []
    assert moments(send_lists_due(at=FRESH)) == [Moment.FRESH]
    assert send_lists_due(at=FRESH + timedelta(hours=1)) == []
    jobs.run("messaging.deliver")
    closing, fresh = mailoutbox
    assert closing.to == [showing.offer.partner.partner.list_email]
    assert closing.subject == "4 places : Bérénice, jeudi 3 décembre à 20 h"
    assert "Les réservations sont closes" in closing.body
    assert fresh.subject.startswith("2 places")
    assert "liste à jour" in fresh.body
    pdf, csv = closing.attachments
    assert pdf.content.startswith(b"%PDF")
    csv = csv.content if isinstance(csv.content, str) else csv.content.decode("utf-8-sig")
    assert first.code in csv
    assert second.code in csv
    assert Entry.objects.about(showing)[0].sentence == (
        f"a envoyé la liste (2 places) à {showing.offer.partner.partner.list_email}"
    )


def test_a_list_that_left_already_does_not_leave_again() -> None:
    showing = type(a_date()).objects.in_full().first()
    told = {"moment": Moment.CLOSING, "papers": [], "places": 2, "by": JOB, "at": CLOSES}
    assert operations.send_list(showing, **told)
    assert operations.send_list(showing, **told) is None
    assert (ListSending.objects.count(), Message.objects.count()) == (1, 1)


def test_a_list_that_could_not_leave_in_time_leaves_until_the_date_begins() -> None:
    showing = a_date()
    a_booking(showing)
    assert send_lists_due(at=STARTS + timedelta(minutes=1)) == []
    assert moments(send_lists_due(at=STARTS - timedelta(hours=1))) == [Moment.CLOSING]
    assert send_lists_due(at=STARTS - timedelta(minutes=30)) == []


def test_no_list_leaves_for_nobody_nor_for_a_date_called_off() -> None:
    a_date()
    off = a_date()
    a_booking(off)
    off.cancelled_at = NOW
    off.save()
    gone = a_booking(a_date())
    operations.cancel(gone, by=TEAM, at=NOW)
    assert send_lists_due(at=CLOSES) == []


def test_when_everybody_cancels_after_closing_the_venue_is_told() -> None:
    booking = a_booking(a_date())
    send_lists_due(at=CLOSES)
    operations.cancel(booking, by=TEAM, at=CLOSES + timedelta(hours=1))
    assert [sending.places for sending in send_lists_due(at=FRESH)] == [0]
    assert Message.objects.latest("pk").subject.startswith("0 place")


def test_the_structure_s_own_address_serves_where_the_box_office_has_none() -> None:
    offer = OfferFactory()
    offer.partner.partner.list_email = ""
    offer.partner.partner.save()
    a_booking(a_date(showing__offer=offer))
    assert [sending.to for sending in send_lists_due(at=CLOSES)] == [offer.partner.email]


def test_a_date_without_an_address_waits_in_the_team_s_lists(client) -> None:
    association = AssociationFactory()
    partner = PartnerFactory(association=association, email="", profile__list_email="")
    for offer in (
        OfferFactory(association=association, partner=partner, venue=None),
        OfferFactory(association=association, partner=None, venue=None),
    ):
        BookingFactory(showing=date_of(association, days=1, showing__offer=offer))
    assert send_lists_due(at=timezone.now()) == []
    assert not ListSending.objects.exists()
    client.force_login(StaffRoleFactory(association=association).user)
    assert text(client.get(reverse("bookings:lists"))).count("sans adresse : à remettre vous-même") == 2


# --- what it says


def test_the_list_says_names_and_access_needs_and_nothing_of_the_relay(client) -> None:
    association = AssociationFactory()
    offer = OfferFactory(association=association, names_required=True)
    showing = date_of(association, showing__offer=offer, wheelchair_places=2)
    relay = RelayFactory(association=association, name="Foyer du Lac", profile__kind=RelayKind.SHELTER, phone="0102")
    booking = operations.book(
        showing,
        relay=relay,
        party=Party(adults=1, under_6=1, wheelchair=1, needs=frozenset({Need.LOOP, Need.CHILDCARE})),
        by=TEAM,
        at=timezone.now(),
        pickup_name="Amina D.",
    )
    token = notices.list_link(showing).rstrip("/").rsplit("/", 1)[-1]
    page = client.get(reverse("bookings:signed_list", args=[token]))
    shown = text(page)
    for said in (booking.code, "Amina D.", "1 fauteuil roulant, boucle magnétique", "2 places"):
        assert said in shown
    csv = client.get(reverse("bookings:signed_list_paper", args=[token, "csv"])).content.decode("utf-8-sig")
    assert "Amina D." in csv
    for secret in ("Foyer du Lac", "0102", "hébergement", "garde d'enfant", "première"):
        assert secret not in shown
        assert secret not in csv
    pdf = client.get(reverse("bookings:signed_list_paper", args=[token, "pdf"]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == page["Cache-Control"] == "no-store"
    assert client.get(reverse("bookings:signed_list_paper", args=[token, "exe"])).status_code == 404


# --- who reads it


def link_to(showing, **more) -> str:
    told = {"epoch": showing.offer.partner.link_epoch, "expires_at": timezone.now() + timedelta(days=1), **more}
    return reverse("bookings:signed_list", args=[links.make(notices.LIST_DOOR, showing.pk, **told)])


def test_a_link_that_is_damaged_past_its_term_or_withdrawn_says_so(client) -> None:
    showing = date_of(AssociationFactory())
    good = link_to(showing)
    assert client.get(good).status_code == 200
    wrong = {
        good[:-3] + "/": "incomplet ou abîmé",
        link_to(showing, expires_at=timezone.now()): "n'est plus valable",
        reverse("bookings:signed_list", args=[links.make("other", 1, expires_at=NOW)]): "ouvre une autre page",
        link_to(showing, epoch=7): "a été remplacé",
        link_to(type(showing)(pk=0, offer=showing.offer)): "n'existe plus",
    }
    for address, sentence in wrong.items():
        for path in (address, f"{address}liste.csv"):
            response = client.get(path)
            assert response.status_code == 410
            assert sentence in text(response)


def test_the_link_in_the_mail_opens_the_list_until_a_week_after() -> None:
    showing = a_date()
    token = notices.list_link(showing).rstrip("/").rsplit("/", 1)[-1]
    week = STARTS + timedelta(days=7)
    assert links.read(token, notices.LIST_DOOR, at=week - timedelta(seconds=1)).subject == showing.pk
    with pytest.raises(links.LinkRefused):
        links.read(token, notices.LIST_DOOR, at=week)


def test_one_link_opens_every_list_to_come_of_a_partner(client, queries_stay_flat) -> None:
    association = AssociationFactory()
    offer = OfferFactory(association=association, title="Bérénice")
    BookingFactory(showing=date_of(association, showing__offer=offer))
    BookingFactory(showing=date_of(association, showing__offer__title="Ailleurs"))
    date_of(association, showing__offer=offer, days=13)
    address = notices.all_lists_link(offer.partner, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
    page = client.get(address)
    assert text(page).count("Bérénice") == 1
    assert "Ailleurs" not in text(page)
    inside = re.search(r'href="(http://[^"]+/listes/[^"]+)"', page.content.decode()).group(1)
    assert client.get(inside).status_code == 200

    def grow() -> None:
        for days in (14, 15):
            BookingFactory(showing=date_of(association, showing__offer=offer, days=days))

    queries_stay_flat(lambda: client.get(address), grow)
    offer.partner.link_epoch += 1
    offer.partner.save()
    assert "a été remplacé" in text(client.get(address))


def test_the_venue_s_people_and_the_team_read_the_list_and_no_relay_does(client) -> None:
    association = AssociationFactory()
    booking = BookingFactory(showing=date_of(association))
    showing = booking.showing
    address = reverse("bookings:list_of_showing", args=[showing.pk])
    readers = [
        CoordinatorFactory(structure=showing.offer.partner).user,
        StaffRoleFactory(association=association).user,
    ]
    strangers = [
        CoordinatorFactory(structure=PartnerFactory(association=association)).user,
        StaffRoleFactory().user,
    ]
    others = [
        ReferentFactory(structure=booking.relay).user,
        StaffRoleFactory(association=association, role=StaffRole.Role.READER).user,
        StaffRoleFactory(association=association, role=StaffRole.Role.PROGRAMMER).user,
    ]
    for user in readers:
        client.force_login(user)
        assert booking.code in text(client.get(address))
        assert "Bérénice" in text(client.get(reverse("bookings:lists")))
        assert client.get(reverse("bookings:list_paper", args=[showing.pk, "csv"])).status_code == 200
    for user in [*others, *strangers]:
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.get(reverse("bookings:list_paper", args=[showing.pk, "pdf"])).status_code == 404
        said = "Aucune réservation à venir" if user in strangers else "Ces listes sont pour le lieu et pour l'équipe"
        assert said in text(client.get(reverse("bookings:lists")))


def test_the_page_of_lists_costs_the_same_for_many(client, queries_stay_flat) -> None:
    association = AssociationFactory()
    client.force_login(StaffRoleFactory(association=association).user)
    BookingFactory(showing=date_of(association))

    def grow() -> None:
        for _ in range(2):
            BookingFactory(showing=date_of(association))

    queries_stay_flat(lambda: client.get(reverse("bookings:lists")), grow)


def test_one_list_costs_the_same_for_many(client, queries_stay_flat) -> None:
    showing = date_of(AssociationFactory(), places=40)
    BookingFactory(showing=showing)
    address = link_to(showing)
    queries_stay_flat(lambda: client.get(address), lambda: BookingFactory.create_batch(2, showing=showing))


# --- names go


def test_pickup_names_go_a_week_after_the_outing_with_the_lists_that_said_them() -> None:
    offer = OfferFactory(names_required=True)
    showing = a_date(showing__offer=offer)
    named = a_booking(showing, pickup_name="Amina D.")
    later = a_booking(a_date(showing__offer=offer, showing__starts_at=STARTS + timedelta(days=5)), pickup_name="Bo")
    send_lists_due(at=CLOSES)
    assert Attachment.objects.count() == 2
    week = STARTS + timedelta(days=7)
    assert operations.erase_pickup_names(by=JOB, at=week - timedelta(seconds=1)) == 0
    named.refresh_from_db()
    assert named.pickup_name == "Amina D."
    assert operations.erase_pickup_names(by=JOB, at=week) == 1
    assert operations.erase_pickup_names(by=JOB, at=week) == 0
    named.refresh_from_db()
    later.refresh_from_db()
    assert (named.pickup_sealed, later.pickup_name) == (None, "Bo")
    assert Entry.objects.about(named)[0].sentence == "a effacé le nom de retrait"
    assert Entry.objects.filter(verb="bookings.pickup_erased").count() == 1
    assert not Attachment.objects.exists()
    assert Message.objects.count() == 1


def test_an_association_may_erase_names_sooner() -> None:
    association = AssociationFactory(pickup_kept_days=1)
    a_booking(a_date(showing__offer=OfferFactory(association=association, names_required=True)), pickup_name="Amina D.")
    assert operations.erase_pickup_names(by=JOB, at=STARTS + timedelta(days=1)) == 1
