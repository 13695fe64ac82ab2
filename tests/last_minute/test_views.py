"""The pages: what one may still take, one tap, the link of a mail, the places that a venue frees."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import notices as bookings_notices
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.models import Entry
from pontdesarts.last_minute import notices, operations
from pontdesarts.last_minute.models import Alert, Quiet, Release
from pontdesarts.network.models import Referent, Stage
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from pontdesarts.programme.operations.links import PURPOSE
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.programme.factories import AllotmentFactory
from tests.territory.factories import CommuneFactory

from .factories import AlertFactory, ReleaseFactory

pytestmark = pytest.mark.django_db


def tonight(**more) -> Showing:
    """Three hours from now, closed, opened again for what is left."""
    now = timezone.now()
    begins = now + timedelta(hours=more.pop("hours", 3))
    given = {
        "showing__starts_at": begins,
        "showing__offer__published_at": now - timedelta(days=9),
        "opens_at": now - timedelta(days=9),
        "closes_at": now - timedelta(days=1),
        "late_until": begins - timedelta(minutes=30),
        "places": 6,
    }
    return AllotmentFactory(**given | more).showing


@pytest.fixture
def showing() -> Showing:
    return tonight()


@pytest.fixture
def referent(showing: Showing, client: Client) -> Referent:
    post = ReferentFactory(structure=RelayFactory(association=showing.offer.association))
    client.force_login(post.user)
    return post


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def page(client: Client) -> str:
    return text(client.get(reverse("last_minute:page")))


def typed(showing: Showing, post: Referent, **numbers) -> dict[str, object]:
    return {
        "request_id": "7b3c9f6e-6b1e-4f0f-9a51-3f3f6a1f8d11",
        "relay": post.structure_id,
        "adults": 2,
        "outing": "family",
    } | numbers


def take(client: Client, showing: Showing, post: Referent, **numbers):
    return client.post(reverse("last_minute:take", args=[showing.pk]), typed(showing, post, **numbers), follow=True)


def test_the_page_shows_the_nearest_first_and_how_to_come_back(client: Client, referent: Referent, showing) -> None:
    venue = VenueFactory(association=showing.offer.association, commune=CommuneFactory(latitude=48.95, longitude=2.46))
    tonight(hours=1, showing__offer__association=showing.offer.association, showing__offer__title="Loin",
            showing__offer__venue=venue)  # fmt: skip
    showing.offer.venue.last_departure = "bus 308, minuit"
    showing.offer.venue.save()
    said = page(client)
    assert said.index("Bérénice") < said.index("Loin")
    assert "à moins de 1 km" in said
    assert "à 22 km" in said
    assert "Pour rentrer : bus 308, minuit" in said
    assert "nous ne le savons pas" in said
    assert "6 places à prendre avant" in said


def test_what_cannot_be_taken_is_not_there(client: Client, referent: Referent, showing: Showing) -> None:
    mine = {"showing__offer__association": showing.offer.association}
    tonight(**mine, showing__offer__title="Complet", taken=6)
    tonight(**mine, showing__offer__title="Refermé", late_until=None)
    tonight(**mine, showing__offer__title="Dans trois jours", hours=72)
    tonight(**mine, showing__offer__title="Au tirage", showing__offer__booking_mode=BookingMode.DRAW)
    tonight(showing__offer__title="Chez les autres")
    said = page(client)
    assert "Bérénice" in said
    for title in ("Complet", "Refermé", "Dans trois jours", "Au tirage", "Chez les autres"):
        assert title not in said


def test_what_is_kept_for_others_is_not_counted(client: Client, referent: Referent, showing: Showing) -> None:
    now = timezone.now()
    Allotment.objects.filter(pk=showing.pk).update(priority_places=4, priority_until=now + timedelta(hours=1))
    assert "2 places à prendre" in page(client)
    Allotment.objects.filter(pk=showing.pk).update(priority_places=6)
    assert "Rien pour les deux jours qui viennent" in page(client)


def test_the_form_asks_for_the_last_party_in_what_is_left(client: Client, referent: Referent, showing) -> None:
    BookingFactory(relay=referent.structure, adults=1, from_6_to_11=3)
    assert "Pour 1 adulte et 3 enfants." in page(client)
    Allotment.objects.filter(pk=showing.pk).update(taken=4)
    assert "Pour 1 adulte et 1 enfant." in page(client)


def test_the_page_costs_as_much_for_one_date_as_for_many(
    client: Client, referent: Referent, showing, queries_stay_flat
) -> None:
    def grow() -> None:
        for _ in range(5):
            tonight(showing__offer__association=showing.offer.association)

    assert queries_stay_flat(lambda: page(client), grow) < 30


def test_what_the_relay_may_still_have_of_the_offer_is_what_it_may_take(
    client: Client, referent: Referent, showing: Showing
) -> None:
    showing.offer.most_per_relay = 5
    showing.offer.save()
    BookingFactory(showing=showing, relay=referent.structure, adults=1, from_6_to_11=1)
    said = page(client)
    assert "Votre relais y a déjà 2 places." in said
    assert "3 places à prendre" in said


def test_what_is_open_again_is_found_by_the_search_and_said_by_the_offer(
    client: Client, referent: Referent, showing: Showing
) -> None:
    assert "Bérénice" in text(client.get(reverse("programme:search")))
    said = text(client.get(reverse("programme:detail", args=[showing.offer_id])))
    assert "Dernière minute : réservation jusqu'au" in said


def test_a_person_of_two_relays_chooses_for_which(client: Client, referent: Referent, showing: Showing) -> None:
    far = RelayFactory(
        association=showing.offer.association, name="Relais lointain", commune=CommuneFactory(latitude=48.84)
    )
    ReferentFactory(user=referent.user, structure=far)
    said = text(client.get(reverse("last_minute:page"), {"relais": far.pk}))
    assert "du plus près au plus loin de Relais lointain" in said
    assert f'value="{far.pk}"' in said


def test_one_tap_books_and_two_taps_book_once(client: Client, referent: Referent, showing: Showing) -> None:
    assert "C'est réservé : 2 places." in text(take(client, showing, referent))
    take(client, showing, referent)
    booking = Booking.objects.get()
    assert (booking.relay, booking.booked_by, booking.places) == (referent.structure, referent.user, 2)


def test_a_race_that_was_lost_says_so_keeps_what_was_typed_and_shows_what_else_there_is(
    client: Client, referent: Referent, showing: Showing
) -> None:
    tonight(showing__offer__association=showing.offer.association, showing__offer__title="Autre chose")
    Allotment.objects.filter(pk=showing.pk).update(taken=5)
    said = text(take(client, showing, referent, adults=3))
    assert "Il reste 1 place, il en faut 3." in said
    assert re.search(r'name="adults" value="3"', said)
    assert "Autre chose" in said
    Allotment.objects.filter(pk=showing.pk).update(taken=6)
    said = text(take(client, showing, referent, adults=3))
    assert "Complet : la dernière place vient de partir." in said
    assert "Trop tard" in text(client.get(reverse("last_minute:take", args=[showing.pk])))
    assert not Booking.objects.exists()


def test_a_date_that_was_called_off_meanwhile_is_said(client: Client, referent: Referent, showing: Showing) -> None:
    Showing.objects.filter(pk=showing.pk).update(cancelled_at=timezone.now())
    said = text(take(client, showing, referent))
    assert "Cette date est annulée." in said
    assert "Rien d'autre dans les deux jours" in said


def test_a_name_at_the_desk_is_asked_where_the_venue_wants_one(client: Client, referent: Referent, showing) -> None:
    showing.offer.names_required = True
    showing.offer.save()
    assert "Nom de retrait" in page(client)
    assert "Nom de retrait" in text(take(client, showing, referent))
    assert not Booking.objects.exists()
    take(client, showing, referent, pickup_name="Amina D.")
    assert Booking.objects.get().pickup_name == "Amina D."


@pytest.mark.parametrize("spoilt", [{"relay": "9" * 30}, {"request_id": "x"}, {"adults": "9" * 5000}, {"adults": "-1"}])
def test_a_spoilt_form_books_nothing(client: Client, referent: Referent, showing: Showing, spoilt) -> None:
    assert take(client, showing, referent, **spoilt).status_code == 200
    assert not Booking.objects.exists()


def test_a_relay_is_not_taken_for_by_somebody_else(client: Client, referent: Referent, showing: Showing) -> None:
    other = RelayFactory(association=showing.offer.association)
    take(client, showing, referent, relay=other.pk)
    assert not Booking.objects.exists()


def test_a_suspended_relay_reads_why_and_gets_no_button(client: Client, referent: Referent, showing: Showing) -> None:
    referent.structure.relay.suspended_at = timezone.now()
    referent.structure.relay.save()
    said = page(client)
    assert "suspendues" in said
    assert "one-tap" not in said.split("<main")[1]


def test_a_relay_that_left_the_network_reads_why_and_takes_nothing(client, referent: Referent, showing) -> None:
    referent.structure.stage = Stage.LAPSED
    referent.structure.save()
    assert "est sorti du réseau" in page(client)
    assert "est sorti du réseau" in take(client, showing, referent).content.decode()
    assert not Booking.objects.exists()


def test_staff_without_a_relay_reads_whose_page_this_is(client: Client, showing: Showing) -> None:
    client.force_login(StaffRoleFactory(association=showing.offer.association).user)
    assert "Cette page est celle des relais" in page(client)
    assert client.get(reverse("last_minute:take", args=[showing.pk])).status_code == 403


def test_the_page_says_that_it_is_out_of_date_and_then_asks_no_more(
    client: Client, referent: Referent, showing
) -> None:
    (news,) = re.findall(r'hx-get="([^"]+)"', page(client).split('id="news"')[1])
    headers = {"HX-Request": "true", "HX-Target": "news"}
    assert client.get(news, headers=headers).status_code == 204
    Allotment.objects.filter(pk=showing.pk).update(taken=1)
    answer = client.get(news, headers=headers)
    assert answer.status_code == 286
    assert "Des places ont changé : 1 date possible" in answer.content.decode()


# --- by the link of the mail


@pytest.fixture
def alert(showing: Showing) -> Alert:
    return AlertFactory(release=ReleaseFactory(showing=showing))


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_a_scanner_that_opens_the_links_changes_nothing(client: Client, alert: Alert) -> None:
    counts = [model.objects.count() for model in (Booking, Quiet, Entry)]
    for link in (notices.take_link(alert), notices.stop_link(alert.user, at=timezone.now())):
        for method in (client.get, client.head, client.options):
            assert method(path_of(link)).status_code in {200, 405}
    assert [model.objects.count() for model in (Booking, Quiet, Entry)] == counts


def test_the_link_shows_one_button_and_one_tap_books(client: Client, alert: Alert) -> None:
    link = path_of(notices.take_link(alert))
    said = text(client.get(link))
    assert "Pour 2 adultes." in said
    assert said.split("<main")[1].count('data-tone="main"') == 1
    said = text(client.post(link, {"adults": 2, "outing": "family"}, follow=True))
    booking = Booking.objects.get()
    assert "C'est réservé : 2 places" in said
    assert booking.code in said
    assert (booking.relay, booking.booked_for) == (alert.relay, alert.user)
    assert "par son lien" in str(Entry.objects.about(booking).get())
    assert "C'est réservé" in text(client.post(link, {"adults": 2, "outing": "family"}, follow=True))
    assert Booking.objects.count() == 1


def test_the_link_says_when_it_is_too_late(client: Client, alert: Alert, showing: Showing) -> None:
    link = path_of(notices.take_link(alert))
    Allotment.objects.filter(pk=showing.pk).update(taken=6)
    assert "Trop tard" in text(client.get(link))
    assert "Complet" in text(client.post(link, {"adults": 2}))
    Allotment.objects.filter(pk=showing.pk).update(late_until=timezone.now())
    assert "La réservation est close" in text(client.get(link))


def test_the_link_opens_nothing_once_the_person_has_left(client: Client, alert: Alert) -> None:
    link = path_of(notices.take_link(alert))
    alert.user.referent_posts.update(ended_at=timezone.now())
    assert client.get(link).status_code == 410
    assert client.post(link, {"adults": 2}).status_code == 410
    assert not Booking.objects.exists()


def test_one_click_stops_the_alerts(client: Client, alert: Alert) -> None:
    link = path_of(notices.stop_link(alert.user, at=timezone.now()))
    assert "Ne plus m'écrire" in text(client.get(link))
    assert "C'est arrêté" in text(Client(enforce_csrf_checks=True).post(link))
    assert Quiet.objects.filter(user=alert.user).exists()


def test_the_choice_is_on_a_page_of_ones_account_too(client: Client, alert: Alert) -> None:
    client.force_login(alert.user)
    assert reverse("last_minute:quiet") in text(client.get(reverse("accounts:home")))
    said = text(client.get(reverse("last_minute:quiet")))
    assert "Bérénice" in said
    client.post(reverse("last_minute:quiet"), {"stop": "1"})
    assert Quiet.objects.exists()
    client.post(reverse("last_minute:quiet"), {"resume": "1"})
    assert not Quiet.objects.exists()


# --- places that are freed


def in_an_hour(showing: Showing) -> str:
    return timezone.localtime(showing.starts_at - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")


def close(showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(late_until=None)


def coordinator(showing: Showing) -> User:
    return CoordinatorFactory(structure=showing.offer.partner).user


def team(showing: Showing) -> User:
    return StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM).user


@pytest.mark.parametrize("who", [coordinator, team])
def test_the_venue_and_the_team_release_from_the_list_of_the_date(client: Client, showing: Showing, who) -> None:
    close(showing)
    client.force_login(who(showing))
    address = reverse("last_minute:release", args=[showing.pk])
    assert address in text(client.get(reverse("bookings:list_of_showing", args=[showing.pk])))
    assert address in text(client.get(reverse("programme:manage_offer", args=[showing.offer_id])))
    said = text(client.post(address, {"places": 4, "until": in_an_hour(showing)}, follow=True))
    assert "4 places libérées." in said
    assert "Personnes prévenues" in said
    assert Allotment.objects.get(pk=showing.pk).left == 4
    said = text(client.post(address, {"end": "1"}, follow=True))
    assert "4 places sans preneur" in said
    assert not Release.objects.standing().exists()
    assert "Aucune place n'est libérée" in text(client.post(address, {"end": "1"}, follow=True))


def test_the_box_office_releases_by_the_link_of_its_list(client: Client, showing: Showing) -> None:
    close(showing)
    signed = path_of(bookings_notices.list_link(showing))
    (address,) = re.findall(r'href="(/derniere-minute/listes/[^"]+)"', text(client.get(signed)))
    assert client.get(address).status_code == 200
    client.post(address, {"places": 3, "until": in_an_hour(showing)})
    assert Release.objects.get().released_by == f"{showing.offer.partner}, par son lien"


def test_a_partner_releases_by_the_link_to_its_offers(client: Client, showing: Showing) -> None:
    close(showing)
    partner = showing.offer.partner
    token = links.make(PURPOSE, partner.pk, expires_at=timezone.now() + timedelta(days=1), epoch=partner.link_epoch)
    address = reverse("last_minute:link_release", args=[token, showing.pk])
    shown = text(client.get(reverse("programme:link_manage_offer", args=[token, showing.offer_id])))
    assert address in shown
    client.post(address, {"places": 3, "until": in_an_hour(showing)})
    assert Release.objects.get().places == 3


def test_a_refused_release_keeps_what_was_typed(client: Client, showing: Showing) -> None:
    close(showing)
    venue = showing.offer.venue
    venue.capacity = 3
    venue.save()
    client.force_login(team(showing))
    address = reverse("last_minute:release", args=[showing.pk])
    said = text(client.post(address, {"places": 40, "until": in_an_hour(showing)}))
    assert "La jauge de" in said
    assert re.search(r'name="places" value="40"', said)
    assert not Release.objects.exists()


@pytest.mark.parametrize("places", ["0", "-4", "²", "9" * 5000, "", "NaN"])
@pytest.mark.parametrize("until", ["0001-01-01T00:00", "9999-12-31T23:59", "²", ""])
def test_nothing_that_one_can_type_breaks_the_release(client: Client, showing: Showing, places, until) -> None:
    client.force_login(team(showing))
    answer = client.post(reverse("last_minute:release", args=[showing.pk]), {"places": places, "until": until})
    assert answer.status_code == 200
    assert not Release.objects.exists()


def test_a_reader_does_not_release(client: Client, showing: Showing) -> None:
    client.force_login(StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.READER).user)
    assert client.get(reverse("last_minute:release", args=[showing.pk])).status_code == 404


def test_a_date_of_next_week_is_not_released_and_the_page_says_what_to_do(client: Client, showing: Showing) -> None:
    Showing.objects.filter(pk=showing.pk).update(starts_at=timezone.now() + timedelta(days=5))
    client.force_login(team(showing))
    address = reverse("last_minute:release", args=[showing.pk])
    assert "dans plus de deux jours" in text(client.get(address))
    assert address not in text(client.get(reverse("bookings:list_of_showing", args=[showing.pk])))


def test_an_evening_from_the_release_to_the_last_figures(client: Client, showing: Showing, referent: Referent) -> None:
    """The venue frees, the relay takes, the venue reads how many came."""
    close(showing)
    venue = Client()
    venue.force_login(coordinator(showing))
    address = reverse("last_minute:release", args=[showing.pk])
    venue.post(address, {"places": 4, "until": in_an_hour(showing)})
    take(client, showing, referent, adults=3)
    said = text(venue.get(address))
    assert re.search(r"Places prises depuis</dt><dd>3<", said)
    assert "Reprendre 1 place" in said


def test_forms_of_the_page_name_their_fields_apart(client: Client, referent: Referent, showing: Showing) -> None:
    tonight(showing__offer__association=showing.offer.association)
    names = re.findall(r' id="([^"]+)"', page(client))
    assert len(names) == len(set(names))


def test_what_is_kept_is_said_and_erased(alert: Alert) -> None:
    Alert.objects.update(sent_at=timezone.now() - timedelta(days=91))
    Release.objects.update(released_at=timezone.now() - timedelta(days=3 * 365 + 1))
    assert operations.forget_old(at=timezone.now()) == 2
    assert not Alert.objects.exists()
    assert Release.objects.get().released_by == ""


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("last_minute:page")).status_code == 302
