"""How one comes in: a partner from one mail to its first offer, a relay from its request to its first booking."""

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import operations
from pontdesarts.membership.models import JoinRequest
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import PartnerKind, RelayKind, Stage, Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.programme.factories import AllotmentFactory
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db(transaction=True)

TEAM = Actor(label="Nadia, équipe")
# seconds that somebody needs for one field that they type, and to read a page: a slow hand
A_FIELD, A_PAGE = 8, 20
FIVE_MINUTES = 5 * 60


def mailed(kind: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", Message.objects.get(kind=kind).text)
    assert found
    return found[1]


def test_a_partner_joins_from_one_mail_in_under_five_minutes(site) -> None:
    commune = CommuneFactory(name="Villebourg")
    operations.enter_partner(
        AssociationFactory(),
        values={"name": "Cinéma Le Rivage", "commune": commune, "email": "contact@rivage.example.org"},
        kind=PartnerKind.CINEMA,
        by=TEAM,
        at=timezone.now(),
    )
    began, fields, pages = time.monotonic(), 0, 2
    page = site.open(mailed("membership.invite_partner"))
    assert page.get_by_label("Commune").input_value() == "Villebourg", "what is known is there already"
    for label, value in (
        ("Adresse", "1 quai de la Seine"),
        ("Code postal", "94460"),
        ("Votre prénom et votre nom", "Salomé Haddad"),
    ):
        page.get_by_label(label, exact=True).fill(value)
        fields += 1
    page.get_by_label("J'ai lu la charte", exact=False).check()
    site.press("Rejoindre le réseau")
    site.arrived()
    assert page.get_by_text("est dans le réseau").is_visible()
    assert Structure.objects.get().stage == Stage.ACTIVE
    page.get_by_role("link", name="Proposer une première sortie").click()
    page.get_by_label("Titre").wait_for()
    assert not User.objects.exists()
    machine = time.monotonic() - began
    assert (fields + 1) * A_FIELD + pages * A_PAGE + machine < FIVE_MINUTES


def become(site, client, user=None) -> None:
    """The browser is somebody else's now: ``user``'s, or nobody's."""
    site.page.context.clear_cookies()
    if user:
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}
        site.page.context.add_cookies([session])


def test_a_relay_goes_from_its_request_to_its_first_booking(site, client) -> None:
    CommuneFactory(name="Villebourg")
    home = AssociationFactory(needs_training=True, needs_charter=True)
    team = StaffRoleFactory(association=home, role=StaffRole.Role.TEAM).user
    showing = AllotmentFactory(showing__offer__association=home, showing__offer__title="Bérénice").showing
    page = site.open(reverse("membership:ask", args=[home.slug]))
    page.get_by_label(JoinRequest.Wish.RELAY.label, exact=False).check()
    for label, value in (
        ("Nom de la structure", "Maison des Lilas"),
        ("Commune", "Villebourg"),
        ("Votre prénom et votre nom", "Awa Diallo"),
        ("Votre adresse électronique professionnelle", "awa@lilas.example.org"),
        ("Ce qui vous amène", "Quarante familles, qui sortent peu."),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Type de relais").select_option(RelayKind.SOCIAL_CENTRE.value)
    site.press("Envoyer la demande")
    site.arrived()
    site.open(mailed("membership.confirm"))
    site.press("Confirmer mon adresse")
    page.get_by_text("Votre adresse est confirmée.").wait_for()

    become(site, client, team)
    site.open(reverse("membership:requests"))
    page.get_by_role("link", name="Maison des Lilas").click()
    site.arrived()
    site.press("Accepter la demande")
    page.get_by_role("heading", level=1).wait_for()
    relay = Structure.objects.get(name="Maison des Lilas")
    assert relay.stage == Stage.ONBOARDING

    become(site, client)
    site.open(mailed("network.invitation"))
    page.get_by_label("Prénom et nom").fill("Awa Diallo")
    site.press("Rejoindre")
    page.wait_for_url(lambda url: "/invitations/" not in url)
    site.open(reverse("bookings:book", args=[showing.pk]))
    page.get_by_text("charte").first.wait_for()
    assert page.get_by_role("button", name="Réserver").count() == 0 or not Booking.objects.exists()
    site.open(reverse("membership:charter", args=[relay.pk]))
    page.get_by_label("Prénom et nom de qui signe").fill("Awa Diallo")
    page.get_by_label("J'ai lu la charte", exact=False).check()
    site.press("Signer la charte")
    page.get_by_text("Signée par Awa Diallo").first.wait_for()

    become(site, client, team)
    site.open(reverse("membership:trainings", args=[home.slug]))
    page.get_by_label("Awa Diallo", exact=False).check()
    site.press("Noter ces personnes")
    page.get_by_role("heading", name="Qui est venu", exact=True).wait_for()

    become(site, client, User.objects.get(email="awa@lilas.example.org"))
    site.open(reverse("bookings:book", args=[showing.pk]))
    page.get_by_role("spinbutton", name="Adultes").fill("2")
    page.get_by_label("en famille").check()
    site.press("Réserver 2 places")
    page.get_by_text("C'est réservé : 2 places.").wait_for()
    assert Booking.objects.get().relay == relay
