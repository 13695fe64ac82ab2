"""A partner joins from one mail, without an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import notices, operations
from pontdesarts.membership.models import Membership, Signature
from pontdesarts.membership.refusals import RequestRefused
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import PartnerKind, Stage, Structure, Venue
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory, VenueFactory
from tests.programme.factories import NOW
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def partner() -> Structure:
    CommuneFactory(insee="94074", name="Valenton")
    made: Structure = PartnerFactory(name="Le Rex", stage=Stage.IN_DISCUSSION, profile__list_email="")
    return made


def address(partner: Structure, **more: object) -> str:
    expires_at = timezone.now() + timedelta(days=30)
    return reverse("membership:partner", args=[notices.partner_token(partner, expires_at=expires_at)])


def typed(**more: object) -> dict[str, object]:
    return {
        "name": "Cinéma Le Rex",
        "kind": PartnerKind.CINEMA,
        "email": "contact@rex.example.org",
        "place_name": "Le Rex",
        "place_address": "1 place du Marché",
        "place_postal_code": "94460",
        "place_commune": "Valenton",
        "list_email": "caisse@rex.example.org",
        "shown": ["address", "website"],
        "version": 1,
        "signer": "Léa Roux",
        "role": "directrice",
        "read": "on",
    } | more


def test_one_mail_one_page_and_the_partner_offers(client: Client, partner: Structure) -> None:
    page = client.get(address(partner)).content.decode()
    assert 'value="Le Rex"' in page, "what is known is there already"
    page = client.post(address(partner), typed()).content.decode()
    partner = Structure.objects.get()
    assert (partner.name, partner.stage, partner.partner.kind) == ("Cinéma Le Rex", Stage.ACTIVE, "cinema")
    assert partner.partner.list_email == "caisse@rex.example.org"
    assert partner.shown_publicly == ["address", "website"]
    assert Venue.objects.get().partner == partner
    assert Signature.objects.get().name == "Léa Roux"
    assert Membership.objects.get().is_up_to_date
    assert User.objects.count() == 0, "no account"
    onward = page.split('href="')[-1] if "Proposer une première sortie" not in page else page
    link = next(part.split('"')[0] for part in onward.split('href="') if "/nouvelle/" in part.split('"')[0])
    assert client.get(link, follow=True).status_code == 200
    assert Message.objects.get().kind == "programme.offer_link"


def test_sent_twice_it_is_one_place_and_one_signature(client: Client, partner: Structure) -> None:
    for _ in range(2):
        assert client.post(address(partner), typed()).status_code == 200
    assert (Venue.objects.count(), Signature.objects.count(), Membership.objects.count()) == (1, 1, 1)
    known = partner.contacts.get()
    assert (known.name, known.role) == ("Léa Roux", "directrice"), "who signed is somebody to call"


def test_the_place_that_is_known_is_described_again_and_its_access_facts_stay(
    client: Client, partner: Structure
) -> None:
    VenueFactory(association=partner.association, partner=partner, name="Rex", lift=True)
    client.post(address(partner), typed(place_name="Le Grand Rex"))
    assert (Venue.objects.get().name, Venue.objects.get().lift) == ("Le Grand Rex", True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"read": ""}, "Cochez que vous avez lu la charte"),
        ({"place_postal_code": "9446"}, "5 chiffres"),
        ({"place_commune": "Atlantide"}, "Aucune commune"),
        ({"version": 7}, "Le texte a changé"),
        ({"shown": ["kind", "secret"]}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_what_was_typed_stays_and_nothing_is_written(
    client: Client, partner: Structure, more: dict[str, object], said: str
) -> None:
    page = client.post(address(partner), typed(**more)).content.decode()
    assert said in page
    assert 'value="Cinéma Le Rex"' in page
    assert Structure.objects.get().stage == Stage.IN_DISCUSSION
    assert not Signature.objects.exists()
    assert not Venue.objects.exists()


def test_a_withdrawn_link_or_a_suspended_partner_opens_nothing(client: Client, partner: Structure) -> None:
    old = address(partner)
    Structure.objects.update(link_epoch=3)
    assert client.get(old).status_code == 410
    partner.refresh_from_db()
    partner.partner.suspended_at = NOW
    partner.partner.save()
    assert client.post(address(partner), typed()).status_code == 410
    partner.partner.suspended_at = None
    partner.partner.save()
    assert client.get(address(partner)).status_code == 200
    Structure.objects.update(stage=Stage.LAPSED)
    assert client.post(address(partner), typed()).status_code == 410
    past = links.make(notices.PARTNER_DOOR, partner.pk, epoch=3, expires_at=timezone.now() - timedelta(days=1))
    assert client.get(reverse("membership:partner", args=[past])).status_code == 410


def test_the_team_invites_a_partner_by_its_name_and_its_address(client: Client) -> None:
    CommuneFactory(insee="94074", name="Valenton")
    role = StaffRoleFactory(association=AssociationFactory())
    client.force_login(role.user)
    answer = client.post(
        reverse("membership:enter_partner", args=[role.association.slug]),
        {"name": "Le Rex", "kind": "cinema", "commune": "Valenton", "email": "contact@rex.example.org"},
    )
    assert answer.status_code == 302
    assert Structure.objects.get().stage == Stage.IN_DISCUSSION
    mail = Message.objects.get()
    assert mail.to == "contact@rex.example.org"
    link = next(word for word in mail.text.split() if "/rejoindre/partenaire/" in word)
    assert Client().get(link[link.index("/rejoindre/") :]).status_code == 200


def test_only_a_partner_with_an_address_is_sent_its_link() -> None:
    with pytest.raises(RequestRefused, match="pas un partenaire"):
        operations.invite_partner(RelayFactory(), by=TEAM, at=NOW)
    with pytest.raises(RequestRefused, match="adresse électronique"):
        operations.invite_partner(PartnerFactory(email=""), by=TEAM, at=NOW)
