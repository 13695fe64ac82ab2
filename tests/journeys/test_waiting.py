"""A full evening: one waits, places come back, the link of the mail is opened on a telephone, one tap accepts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import notices_asks, operations
from pontdesarts.bookings.models import Ask, Booking, Proposal
from tests.bookings.waiting import TEAM, book, relay_of
from tests.network.factories import ReferentFactory
from tests.programme.factories import AllotmentFactory

from .pages import Site

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_waits_then_accepts_in_one_tap_by_the_link_of_the_mail(site: Site, client) -> None:
    at = timezone.now()
    showing = AllotmentFactory(
        places=3, showing__starts_at=at + timedelta(days=12), opens_at=at - timedelta(days=1)
    ).showing
    taken = book(showing, 3, at=at)
    post = ReferentFactory(structure=relay_of(showing))
    client.force_login(post.user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}
    site.page.context.add_cookies([session])
    site.open(reverse("bookings:book", args=[showing.pk]))
    site.page.get_by_role("link", name="Se mettre sur liste d'attente").click()
    site.arrived()
    site.page.get_by_role("spinbutton", name="Adultes").fill("2")
    site.page.get_by_label("sortie en famille").check()
    site.press("Attendre des places")
    site.page.get_by_role("heading", name="Vous êtes 1er").wait_for()
    site.arrived()
    operations.cancel(taken, by=TEAM, at=timezone.now())
    site.open("/")
    site.page.get_by_text("2 places vous attendent jusqu'au").wait_for()
    site.page.context.clear_cookies()
    link = notices_asks.proposal_link(Proposal.objects.select_related("ask__relay").get())
    site.open("/" + link.split("//", 1)[1].split("/", 1)[1])
    assert Ask.objects.get().ended_at is None
    site.press("Accepter 2 places")
    site.page.get_by_text("C'est réservé : 2 places.").first.wait_for()
    site.arrived()
    assert Booking.objects.held().get(showing=showing).relay == post.structure
