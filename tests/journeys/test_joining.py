"""A partner goes from one mail to its first offer, without an account: in how many pages, how many keys."""

import re
import time

import pytest
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import operations
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import PartnerKind, Stage, Structure
from tests.associations.factories import AssociationFactory
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
