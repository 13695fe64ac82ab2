"""An evening that did not fill: the venue frees places, a referent takes them in one tap, another by the mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from pontdesarts.bookings import notices as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.last_minute import notices
from pontdesarts.last_minute.models import Alert, Release
from pontdesarts.programme.models import Allotment, Showing
from tests.journeys.pages import Site
from tests.journeys.test_booking_pages import enter_as
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def showing() -> Showing:
    now = timezone.now().replace(second=0, microsecond=0)
    return AllotmentFactory(
        showing__starts_at=now + timedelta(hours=6),
        showing__offer__published_at=now - timedelta(days=9),
        showing__offer__venue__transport="RER A, station Val de Fontenay",
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        places=10,
    ).showing


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_places_go_from_the_box_office_to_two_relays(site: Site, client: Client, showing: Showing) -> None:
    page = site.open(path_of(bookings.list_link(showing)))
    site.press("Libérer des places")
    site.arrived()
    page.get_by_role("spinbutton", name="Places à prendre").fill("4")
    site.press("Libérer ces places")
    site.arrived()
    expect(page.get_by_text("4 places libérées.")).to_be_visible()
    first, second = (ReferentFactory(structure=RelayFactory(association=showing.offer.association)) for _ in "ab")

    enter_as(site, client, first.user)
    site.open("/derniere-minute/")
    page.get_by_text("Changer qui vient").click()
    site.arrived()
    page.get_by_role("button", name="Plus : Adultes").click()
    site.press("Réserver 3 places")
    site.arrived()
    expect(page.get_by_text("C'est réservé : 3 places.")).to_be_visible()

    release = Release.objects.get()
    alert = Alert.objects.create(
        user=second.user, relay=second.structure, release=release, sent_at=timezone.now(), why=Alert.Why.VENUE
    )
    page.context.clear_cookies()
    site.open(path_of(notices.take_link(alert)))
    site.press("Réserver 1 place")
    site.arrived()
    expect(page.get_by_text(Booking.objects.get(relay=second.structure).code)).to_be_visible()
    assert Allotment.objects.get(pk=showing.pk).left == 0

    late = ReferentFactory(structure=RelayFactory(association=showing.offer.association))
    enter_as(site, client, late.user)
    site.open(f"/derniere-minute/dates/{showing.pk}/")
    expect(page.get_by_text("Trop tard")).to_be_visible()


def test_the_page_says_beside_the_list_that_it_has_changed(site: Site, client: Client, showing: Showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(late_until=showing.starts_at)
    enter_as(site, client, ReferentFactory(structure=RelayFactory(association=showing.offer.association)).user)
    page = site.open("/derniere-minute/")
    Allotment.objects.filter(pk=showing.pk).update(taken=9)
    page.evaluate("htmx.ajax('GET', document.getElementById('news').getAttribute('hx-get'), '#news')")
    expect(page.locator("#news")).to_contain_text("1 date possible")
    site.arrived()
    site.press("Voir la liste à jour")
    expect(page.get_by_text("1 place à prendre")).to_be_visible()
