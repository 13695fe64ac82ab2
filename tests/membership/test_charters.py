"""The charter: a version is never changed once signed; another asks again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership import charters, default_charters, notices, operations
from pontdesarts.membership.models import Charter, Signature
from pontdesarts.membership.refusals import CharterRefused
from pontdesarts.messaging.models import Message
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import NOW

from .factories import CharterFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
RELAYS = Charter.For.RELAYS


def sign(relay, version: int = 1, name: str = "Ana Duval", **more) -> Signature:
    return operations.sign(relay, audience=RELAYS, version=version, name=name, by=TEAM, at=NOW, **more)


def test_the_proposed_text_becomes_version_1_when_somebody_signs_it() -> None:
    relay = RelayFactory()
    assert charters.current(relay.association, RELAYS).pk is None
    assert not Charter.objects.exists(), "reading it writes nothing"
    signature = sign(relay, role="directrice")
    assert Charter.objects.get().text == default_charters.RELAYS.strip()
    assert (signature.name, signature.role, signature.signed_at) == ("Ana Duval", "directrice", NOW)
    assert "au nom de Ana Duval" in str(Entry.objects.about(relay)[0])


def test_signed_twice_the_first_stands() -> None:
    relay = RelayFactory()
    assert sign(relay).pk == sign(relay, name="Quelqu'un d'autre").pk
    assert Signature.objects.get().name == "Ana Duval"


def test_a_new_version_leaves_what_is_signed_as_it_was_and_asks_again() -> None:
    relay = RelayFactory()
    before = sign(relay)
    made = operations.publish_charter(relay.association, audience=RELAYS, text="Autrement.", by=TEAM, at=NOW)
    assert made.version == 2
    before.charter.refresh_from_db()
    assert charters.digest(before.charter.text) == before.digest
    with pytest.raises(CharterRefused, match="Le texte a changé"):
        sign(relay, version=1)
    assert sign(relay, version=2).charter == made
    assert Signature.objects.count() == 2


def test_an_empty_text_or_the_same_is_no_new_version() -> None:
    charter = CharterFactory()
    for text, why in (("  \n", "vide"), (charter.text + "\n", "en vigueur")):
        with pytest.raises(CharterRefused, match=why):
            operations.publish_charter(charter.association, audience=RELAYS, text=text, by=TEAM, at=NOW)
    assert Charter.objects.count() == 1


def test_nobody_signs_without_a_name() -> None:
    with pytest.raises(CharterRefused, match="Il manque le nom"):
        sign(RelayFactory(), name="   ")


def test_a_referent_signs_by_their_account(client: Client) -> None:
    post = ReferentFactory()
    client.force_login(post.user)
    address = reverse("membership:charter", args=[post.structure_id])
    assert "Notre structure accompagne" in client.get(address).content.decode()
    page = client.post(address, {"version": 1, "name": "Ana Duval"}).content.decode()
    assert "Cochez que vous avez lu la charte" in page, "one says that one has read it"
    assert 'value="Ana Duval"' in page
    assert client.post(address, {"version": 1, "name": "Ana Duval", "read": "on"}).status_code == 302
    assert Signature.objects.get().user == post.user
    assert "Signée par Ana Duval" in client.get(address).content.decode()


def test_the_director_signs_by_a_mailed_link_and_the_trace_says_so(client: Client) -> None:
    relay = RelayFactory(email="direction@centre.example.org")
    operations.send_charter_link(relay, audience=RELAYS, by=TEAM, at=NOW)
    assert Message.objects.get().to == relay.email
    token = links.make(notices.SIGN_DOORS[RELAYS], relay.pk, expires_at=timezone.now() + timedelta(days=1))
    address = reverse("membership:signed_charter", args=[token])
    client.get(address)
    assert not Signature.objects.exists()
    page = client.post(address, {"version": 1, "name": "Ana Duval", "read": "on"}).content.decode()
    assert "Signée par Ana Duval" in page
    assert (Signature.objects.get().mailed_to, Signature.objects.get().user) == (relay.email, None)


def test_a_page_that_was_open_when_the_text_changed_shows_the_new_one(client: Client) -> None:
    post = ReferentFactory()
    CharterFactory(association=post.structure.association, version=2, text="Le nouveau texte.")
    client.force_login(post.user)
    page = client.post(
        reverse("membership:charter", args=[post.structure_id]), {"version": 1, "name": "Ana", "read": "on"}
    ).content.decode()
    assert "Le texte a changé pendant que vous lisiez" in page
    assert "Le nouveau texte." in page
    assert 'name="version" value="2"' in page
    assert not Signature.objects.exists()


@pytest.mark.parametrize("door", ["membership.sign_relay", "membership.partner"])
def test_a_link_that_is_damaged_withdrawn_or_for_another_page_signs_nothing(client: Client, door: str) -> None:
    relay = RelayFactory(link_epoch=1)
    token = links.make(door, relay.pk, expires_at=timezone.now() + timedelta(days=1))
    answer = client.post(reverse("membership:signed_charter", args=[token]), {"version": 1, "name": "A", "read": "on"})
    assert answer.status_code == 410
    assert not Signature.objects.exists()


def test_the_team_writes_a_version_and_sees_who_has_not_signed_it(client: Client) -> None:
    relay = RelayFactory(name="Les Tilleuls")
    sign(relay)
    PartnerFactory(association=relay.association, name="Le Rex")
    client.force_login(StaffRoleFactory(association=relay.association).user)
    address = reverse("membership:charter_text", args=[relay.association.slug, "relays"])
    page = client.get(address)
    assert list(page.context["unsigned"]) == []
    client.post(address, {"text": "Autrement."})
    page = client.get(address)
    assert [structure.name for structure in page.context["unsigned"]] == ["Les Tilleuls"]
    assert "en vigueur" in client.post(address, {"text": "Autrement."}).content.decode()
    assert client.get(reverse("membership:charter_text", args=[relay.association.slug, "voisins"])).status_code == 404
