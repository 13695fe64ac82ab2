"""The pages before an outing: numbers given by a referent; one tap, by the link of a text or of a mail."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.outings import notices_before, operations, short_links
from pontdesarts.outings.models import Claim, Phone
from pontdesarts.outings.operations import before, phones
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Showing
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory
from tests.programme.factories import AllotmentFactory

INES = Actor(label="Inès, référente")
HERS = "06 12 34 56 78"

pytestmark = pytest.mark.django_db


def outing(*, days: float = 5, places: int = 4) -> Booking:
    now = timezone.now()
    allotment = AllotmentFactory(showing__starts_at=now + timedelta(days=days), opens_at=now - timedelta(days=9))
    booking: Booking = BookingFactory(
        showing=allotment.showing, adults=places, from_6_to_11=0, booked_at=now - timedelta(days=3)
    )
    return booking


def phone(booking: Booking | None = None, typed: str = HERS, people: int | None = None) -> Phone:
    booking = booking or outing()
    return phones.give_number(booking, typed=typed, people=people or booking.places, by=INES, at=timezone.now())


def signed_in(client: Client, booking: Booking) -> Client:
    client.force_login(ReferentFactory(structure=booking.relay).user)
    return client


def words_of(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")


# --- the referent


def test_the_page_of_a_booking_leads_to_its_numbers(client: Client) -> None:
    booking = outing()
    page = words_of(signed_in(client, booking).get(reverse("bookings:booking", args=[booking.code])))
    assert reverse("before:numbers", args=[booking.code]) in page
    assert "Donner un numéro" in page


def test_a_number_is_given_with_the_words_that_say_what_for(client: Client) -> None:
    booking = outing()
    address = reverse("before:numbers", args=[booking.code])
    page = words_of(signed_in(client, booking).get(address))
    for said in ("pour cette sortie seulement", "effacé le lendemain", "STOP", "Demain, ", "est d'accord"):
        assert said in page
    response = client.post(address, {"number": HERS, "people": "2", "agreed": "on"}, follow=True)
    page = words_of(response)
    assert "Le numéro est gardé pour cette sortie" in page
    assert "06 .. .. .. 78" in page
    assert "12 34 56" not in page
    assert "SMS prévu" in page
    assert Phone.objects.get().people == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Écrivez un numéro de mobile"),
        ({"number": HERS}, "Sans l'accord de la personne"),
        ({"number": "01 45 67 89 01", "agreed": "on"}, "ne peut pas recevoir de SMS"),
        ({"number": "bonjour", "agreed": "on"}, "Ce n'est pas un numéro de téléphone"),
        ({"number": HERS, "people": "9", "agreed": "on"}, "laissent 4 personnes sur 4"),
        ({"number": HERS, "people": "-1", "agreed": "on"}, "supérieure ou égale à 1"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(client: Client, said: dict[str, str], sentence: str) -> None:
    booking = outing()
    response = signed_in(client, booking).post(reverse("before:numbers", args=[booking.code]), {"people": "2", **said})
    assert sentence in words_of(response)
    assert said.get("number", "") in words_of(response)
    assert not Phone.objects.exists()


def test_a_number_is_withdrawn_from_the_page(client: Client) -> None:
    given = phone()
    response = signed_in(client, given.booking).post(
        reverse("before:withdraw", args=[given.booking.code, given.pk]), follow=True
    )
    assert "Le numéro est effacé" in words_of(response)
    assert not Phone.objects.exists()


def test_a_number_of_another_booking_is_not_withdrawn(client: Client) -> None:
    given, booking = phone(), outing()
    address = reverse("before:withdraw", args=[booking.code, given.pk])
    assert signed_in(client, booking).post(address).status_code == 404
    assert Phone.objects.exists()


def test_without_a_provider_only_the_team_is_told_why(client: Client, settings: Settings) -> None:
    settings.SMS_PROVIDER = ""
    booking = outing()
    address = reverse("bookings:booking", args=[booking.code])
    assert "SMS" not in words_of(signed_in(client, booking).get(address))
    client.force_login(StaffRoleFactory(association=booking.relay.association).user)
    assert "Les SMS ne sont pas en service" in words_of(client.get(address))
    page = words_of(client.get(reverse("before:numbers", args=[booking.code])))
    assert "Les SMS ne sont pas en service ici" in page
    assert "Garder ce numéro" not in page


def test_when_it_is_too_late_the_page_says_so_and_offers_nothing(client: Client) -> None:
    booking = outing(days=0.05)
    page = words_of(signed_in(client, booking).get(reverse("before:numbers", args=[booking.code])))
    assert "trop tard pour un SMS" in page
    assert "Garder ce numéro" not in page


# --- the person who goes


def test_opening_the_link_changes_nothing_and_names_no_one(client: Client) -> None:
    given = phone()
    for _ in range(3):
        response = client.get(reverse("before:cannot_come", args=[short_links.make(given.pk)]))
    page = words_of(response)
    assert response.status_code == 200
    assert "Vous venez ? Ne faites rien." in page
    assert "Nous ne venons pas" in page
    for unsaid in ("Pont des Arts", given.booking.relay.name, given.booking.relay.association.name, given.booking.code):
        assert unsaid not in page
    assert "noindex" in page
    assert "no-store" in response["cache-control"]
    given.refresh_from_db()
    assert given.comes is None
    assert [entry.verb for entry in Entry.objects.about(given.booking)] == ["outings.number_given"]


def test_one_tap_without_a_cookie_frees_the_places() -> None:
    given = phone()
    client = Client(enforce_csrf_checks=True)
    address = reverse("before:cannot_come", args=[short_links.make(given.pk)])
    response = client.post(address, {"coming": "0"}, follow=True)
    page = words_of(response)
    assert "C'est noté : vous ne venez pas" in page
    assert "Nous ne venons pas" not in page
    given.booking.refresh_from_db()
    assert given.booking.cancelled_at
    assert client.post(address, {"coming": "0"}, follow=True).status_code == 200
    assert Message.objects.filter(kind="outings.given_back").count() <= 1


def test_fewer_come_and_one_may_say_so_again(client: Client) -> None:
    given = phone()
    address = reverse("before:cannot_come", args=[short_links.make(given.pk)])
    assert "Nous serons 3" in words_of(client.get(address))
    page = words_of(client.post(address, {"coming": "3"}, follow=True))
    assert "C'est noté : 3 personnes viennent" in page
    assert "Nous serons 3" not in page
    page = words_of(client.post(address, {"coming": "1"}, follow=True))
    assert "C'est noté : 1 personne vient" in page
    assert "Nous serons" not in page


def test_a_large_group_types_its_number(client: Client) -> None:
    given = phone(outing(places=9))
    address = reverse("before:cannot_come", args=[short_links.make(given.pk)])
    page = words_of(client.get(address))
    assert "Nous serons ce nombre" in page
    for said, sentence in (("", "Dites combien"), ("beaucoup", "Dites combien"), ("-2", "supérieure ou égale à 0")):
        response = client.post(address, {"coming": said})
        assert sentence in words_of(response)
    response = client.post(address, {"coming": "12"})
    assert response.status_code == 409
    assert "ne peuvent pas être reprises" in words_of(response)
    client.post(address, {"coming": "7"})
    given.booking.refresh_from_db()
    assert given.booking.places == 7


@pytest.mark.parametrize("token", ["x", "1-aaaaaaaaaaaa", "é", "zzzzzzzzzzzz-aaaaaaaaaaaa"])
def test_a_link_that_is_damaged_says_so(client: Client, token: str) -> None:
    response = client.get(reverse("before:cannot_come", args=[token]))
    assert response.status_code == 410
    assert "Ce lien ne marche pas" in words_of(response)


def test_a_link_whose_number_was_withdrawn_opens_nothing(client: Client) -> None:
    given = phone()
    address = reverse("before:cannot_come", args=[short_links.make(given.pk)])
    phones.withdraw_number(given, by=INES, at=timezone.now())
    assert client.post(address, {"coming": "0"}).status_code == 410
    given.booking.refresh_from_db()
    assert given.booking.cancelled_at is None


def test_once_the_outing_has_begun_the_link_says_so(client: Client) -> None:
    given = phone()
    programme_date = given.booking.showing
    programme_date.starts_at = timezone.now() - timedelta(minutes=5)
    programme_date.save()
    for response in (
        client.get(reverse("before:cannot_come", args=[short_links.make(given.pk)])),
        client.post(reverse("before:cannot_come", args=[short_links.make(given.pk)]), {"coming": "0"}),
    ):
        assert response.status_code == 410
        assert "La sortie a déjà commencé" in words_of(response)


def test_a_date_called_off_says_not_to_set_out(client: Client) -> None:
    given = phone()
    programme.cancel_showing(given.booking.showing, reason="x", by=INES, at=timezone.now())
    page = words_of(client.get(reverse("before:cannot_come", args=[short_links.make(given.pk)])))
    assert "La sortie est annulée" in page
    assert "Ne vous déplacez pas" in page


def test_places_that_the_relay_gave_back_are_said_to_be(client: Client) -> None:
    given = phone()
    bookings.cancel(given.booking, by=INES, at=timezone.now())
    before.call_off(given.booking, by=JOB, at=timezone.now())
    address = reverse("before:cannot_come", args=[short_links.make(given.pk)])
    assert "Ces places sont rendues" in words_of(client.get(address))
    response = client.post(address, {"coming": "0"})
    assert response.status_code == 409
    assert "Ces places sont rendues" in words_of(response)


# --- the referent, by their mail


def test_the_link_of_the_mail_gives_places_back_without_an_account(client: Client) -> None:
    booking = outing()
    path = notices_before.give_back_link(booking).split("/", 3)[3]
    page = words_of(client.get(f"/{path}"))
    assert "Pont des Arts" in page
    client.post(f"/{path}", {"coming": "2"})
    booking.refresh_from_db()
    assert booking.places == 2
    assert Entry.objects.about(booking)[0].by_label == f"{booking.relay.name}, par son lien"
    assert not Message.objects.filter(kind="outings.given_back").exists()  # they know


def test_a_link_that_the_relay_withdrew_opens_nothing(client: Client) -> None:
    booking = outing()
    path = notices_before.give_back_link(booking).split("/", 3)[3]
    booking.relay.link_epoch += 1
    booking.relay.save()
    response = client.post(f"/{path}", {"coming": "0"})
    assert response.status_code == 410
    assert "Ce lien a été remplacé" in words_of(response)
    booking.refresh_from_db()
    assert booking.cancelled_at is None


def test_a_link_of_another_door_opens_nothing(client: Client) -> None:
    token = short_links.make(phone().pk)
    assert client.get(reverse("before:give_back", args=[token])).status_code == 410


@pytest.mark.parametrize("coming", [0, 1])
def test_whoever_came_in_already_is_not_given_back_by_an_earlier_text_nor_by_the_mail(client: Client, coming) -> None:
    booking = outing()
    given = phone(booking, people=2)
    Showing.objects.filter(pk=booking.showing_id).update(starts_at=timezone.now() + timedelta(minutes=20))
    booking = Booking.objects.with_showing().get(pk=booking.pk)
    said, source = [operations.Said(booking, 4)], Claim.Source.DOOR
    operations.claim(booking.showing, said, source=source, via=Claim.Via.SCAN, by=JOB, at=timezone.now())
    for address in (short_links.address(given.pk), notices_before.give_back_link(booking)):
        answer = client.post(urlsplit(address).path, {"coming": coming})
        assert answer.status_code == 409
        assert "4 personnes sont déjà entrées" in words_of(answer)
    booking.refresh_from_db()
    assert (booking.places, booking.came, booking.cancelled_at) == (4, 4, None)
