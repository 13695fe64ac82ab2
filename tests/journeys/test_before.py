"""A family is texted the day before: the referent gives a number, somebody answers with one thumb, without a script."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Reply, Text
from pontdesarts.outings import notices_before, short_links
from pontdesarts.outings.models import Phone
from pontdesarts.outings.operations import before
from tests.accounts.factories import UserFactory
from tests.bookings.factories import BookingFactory
from tests.journeys.pages import Site, check_page
from tests.journeys.test_booking_pages import enter_as
from tests.network.factories import ReferentFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def booked():
    now = timezone.now().replace(second=0, microsecond=0)
    allotment = AllotmentFactory(
        showing__starts_at=now + timedelta(days=3),
        showing__offer__venue__last_departure="bus 183, 23 h 10",
        opens_at=now - timedelta(days=9),
    )
    return BookingFactory(showing=allotment.showing, booked_at=now - timedelta(days=3))


def test_a_number_is_given_texted_and_frees_its_places(site: Site, client: Client) -> None:
    booking = booked()
    enter_as(site, client, ReferentFactory(structure=booking.relay).user)
    page = site.open(f"/reservations/{booking.code}/")
    page.get_by_role("link", name="Donner un numéro").click()
    site.arrived()
    site.press("Garder ce numéro")
    site.arrived()
    expect(page.get_by_role("link", name="Numéro de mobile")).to_be_visible()
    page.get_by_label("Numéro de mobile").fill("06 39 98 12 34")
    page.get_by_label("La personne est d'accord").check()
    site.press("Garder ce numéro")
    site.arrived()
    expect(page.get_by_text("06 .. .. .. 34")).to_be_visible()

    phone = Phone.objects.get()
    before.text_before(phone, by=JOB, at=timezone.now())
    page.context.clear_cookies()
    site.open(f"/v/{short_links.make(phone.pk)}/")
    site.press("Nous serons 3")
    site.arrived()
    expect(page.get_by_role("heading", name="C'est noté : 3 personnes viennent")).to_be_visible()
    site.press("Nous ne venons pas")
    site.arrived()
    expect(page.get_by_role("heading", name="C'est noté : vous ne venez pas")).to_be_visible()
    booking.refresh_from_db()
    assert booking.cancelled_at


def test_the_link_of_the_mail_and_a_link_that_is_none_read_well(site: Site, page: Page) -> None:
    site.open("/" + notices_before.give_back_link(booked()).split("/", 3)[3])
    site.press("Une seule personne vient")
    site.arrived()
    expect(page.get_by_text("1 place", exact=True)).to_be_visible()
    page.goto(f"{site.address}/v/1-aaaaaaaaaaaa/")
    check_page(page)


def test_without_a_script_one_tap_is_enough(site: Site, page: Page) -> None:
    booking = booked()
    phone = Phone.objects.create(booking=booking, sealed=b"x", digest="0" * 64, people=2, given_at=timezone.now())
    browser = page.context.browser
    assert browser is not None
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(f"{site.address}/v/{short_links.make(phone.pk)}/")
    bare.get_by_role("button", name="Nous ne venons pas").click()
    expect(bare.get_by_role("heading", name="C'est noté : vous ne venez pas")).to_be_visible()
    bare.goto(site.address + "/v/1-aaaaaaaaaaaa/")
    expect(bare.get_by_role("heading", name="Ce lien ne marche pas.")).to_be_visible()
    bare.context.close()


def test_the_simulator_is_answered_as_a_telephone(site: Site, client: Client, settings: Settings) -> None:
    phone = Phone.objects.create(booking=booked(), sealed=b"x", digest="0" * 64, people=2, given_at=timezone.now())
    at = timezone.now()
    body = notices_before.body_before(phone, at=at)
    messaging.send_text(kind="test", to="+33639981234", body=body, at=at, forget_at=at + timedelta(days=1))
    enter_as(site, client, UserFactory(is_staff=True))
    page = site.open("/textos/")
    page.get_by_label("Répondre depuis ce téléphone").fill("1")
    site.press("Envoyer")
    site.arrived()
    expect(page.get_by_text("Réponse envoyée depuis le")).to_be_visible()
    assert Reply.objects.get().body == "1"
    settings.SMS_PROVIDER = "twilio"
    messaging.give_up_text(Text.objects.get().pk, error="twilio 400, 21211", at=at)
    site.open("/textos/")
    expect(page.get_by_text("twilio 400, 21211")).to_be_visible()
