"""From a date to a voucher, to the venue's list, to places that are back: on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pontdesarts.bookings import notices
from pontdesarts.bookings.models import Booking
from pontdesarts.programme.models import Allotment
from tests.journeys.pages import Site
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def showing():
    starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=12)
    return AllotmentFactory(showing__starts_at=starts_at, showing__offer__names_required=True, places=10).showing


def enter_as(site: Site, client, user) -> None:
    """Signed in without the pages of sign-in, which have their own journey."""
    client.force_login(user)
    site.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}]
    )


def test_a_referent_books_prints_changes_and_cancels(site: Site, client, showing) -> None:
    relay = RelayFactory(association=showing.offer.association, name="Les Tilleuls")
    enter_as(site, client, ReferentFactory(structure=relay).user)
    page = site.open(f"/seances/{showing.pk}/reserver/")
    page.get_by_role("spinbutton", name="Adultes").fill("9")
    page.get_by_label("sortie en famille").check()
    page.get_by_label("Nom de retrait").fill("Amina D.")
    site.press("Réserver 9 places")
    site.arrived()
    expect(page.get_by_role("alert")).to_contain_text("6 places au plus pour une sortie en famille")
    page.get_by_role("spinbutton", name="Adultes").fill("2")
    page.get_by_role("spinbutton", name="Jeunes de 12 à 17 ans").fill("2")
    site.press("Réserver 4 places")
    site.arrived()
    expect(page.get_by_text("C'est réservé : 4 places.")).to_be_visible()
    booking = Booking.objects.get()
    expect(page.get_by_label("Code à dire à l'accueil")).to_contain_text(booking.code)
    page.get_by_label("en gros caractères").check()
    paper = page.request.get(f"{site.address}/reservations/{booking.code}/contremarque.pdf?style=large&par=personne")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    site.open(notices.list_link(showing).removeprefix("http://127.0.0.1:8000"))
    expect(page.get_by_text("Amina D.")).to_be_visible()
    expect(page.get_by_text("Les Tilleuls")).to_have_count(0)
    site.open(f"/reservations/{booking.code}/modifier/")
    page.get_by_role("spinbutton", name="Jeunes de 12 à 17 ans").fill("1")
    site.press("Enregistrer le changement")
    site.arrived()
    expect(page.get_by_text("3 places au lieu de 4")).to_be_visible()
    site.press("Annuler")
    site.arrived()
    site.press("Annuler 3 places")
    site.arrived()
    expect(page.get_by_text("C'est annulé : 3 places rendues.")).to_be_visible()
    assert Allotment.objects.get(pk=showing.pk).taken == 0


def test_the_lists_of_bookings_and_a_dead_link_read_well(site: Site, client, showing) -> None:
    enter_as(site, client, ReferentFactory(structure=RelayFactory(association=showing.offer.association)).user)
    for path in ("/reservations/", "/reservations/?vue=annulees", "/reservations/?q=rien", "/listes/"):
        site.open(path)
    page = site.page
    page.goto(f"{site.address}/listes/abime/")
    site.arrived()
    expect(page.get_by_text("Ce lien est incomplet ou abîmé.")).to_be_visible()
