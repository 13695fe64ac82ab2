"""Asking to join: without an account, confirmed by mail, answered by the team."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership import notices, operations
from pontdesarts.membership.alike import alike
from pontdesarts.membership.models import JoinRequest, Welcome
from pontdesarts.membership.refusals import RequestRefused
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Invitation, RelayKind, Stage, Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import NOW
from tests.territory.factories import CommuneFactory

from .factories import JoinRequestFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@pytest.fixture
def association() -> Association:
    CommuneFactory(insee="94074", name="Valenton")
    made: Association = AssociationFactory()
    return made


def typed(**more: object) -> dict[str, object]:
    return {
        "wish": "relay",
        "name": "Maison Bleue",
        "commune": "Valenton",
        "relay_kind": RelayKind.NEIGHBOURHOOD,
        "audiences": ["familles"],
        "person": "Inès Morel",
        "email": "Ines@maison-bleue.example.org",
        "why": "Trente familles, peu de sorties.",
    } | more


def send(client: Client, association: Association, **more: object):
    return client.post(reverse("membership:ask", args=[association.slug]), typed(**more))


def mailed_link() -> str:
    found = LINK.search(Message.objects.latest("pk").text)
    assert found
    return found[1]


def test_a_request_is_read_by_the_team_once_its_address_is_confirmed(client: Client, association: Association) -> None:
    member = StaffRoleFactory(association=association).user
    assert send(client, association).status_code == 302
    asked = JoinRequest.objects.get()
    assert (asked.email, asked.confirmed_at, asked.audiences) == ("ines@maison-bleue.example.org", None, ["familles"])
    team = Client()
    team.force_login(member)
    address = reverse("membership:request", args=[asked.pk])
    assert team.get(address).status_code == 404, "nobody reads it before"
    link = mailed_link()
    client.get(link)
    asked.refresh_from_db()
    assert asked.confirmed_at is None, "a mailbox that follows links confirms nothing"
    page = client.post(link).content.decode()
    assert "Votre adresse est confirmée" in page
    first = JoinRequest.objects.get().confirmed_at
    client.post(link)
    assert JoinRequest.objects.get().confirmed_at == first
    assert Entry.objects.about(asked).count() == 1
    assert "Maison Bleue" in team.get(address).content.decode()


def test_a_machine_that_fills_what_nobody_sees_is_thanked_and_forgotten(
    client: Client, association: Association
) -> None:
    assert send(client, association, website_again="http://spam.example").status_code == 302
    assert not JoinRequest.objects.exists()
    assert not Message.objects.exists()


def test_the_twenty_first_request_of_an_hour_waits(client: Client, association: Association) -> None:
    answers = [send(client, association, email=f"p{n}@example.org").status_code for n in range(21)]
    assert answers == [302] * 20 + [429]
    assert JoinRequest.objects.count() == 20


def test_sent_again_it_replaces_what_was_typed_and_no_second_mail_leaves(
    client: Client, association: Association
) -> None:
    send(client, association)
    send(client, association, name="Maison Bleue de Valenton")
    assert JoinRequest.objects.get().name == "Maison Bleue de Valenton"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"siret": "12345"}, "Un SIRET a 14 chiffres"),
        ({"rna": "X12"}, "RNA"),
        ({"commune": "Atlantide"}, "Aucune commune"),
        ({"wish": "partner"}, "Choisissez le type de votre structure."),
        ({"email": "pas une adresse"}, "adresse"),
        ({"audiences": ["martiens"]}, "Sélectionnez un choix valide"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, association: Association, more: dict[str, object], said: str
) -> None:
    page = send(client, association, **more)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "Trente familles" in page.content.decode()
    assert not JoinRequest.objects.exists()


def test_an_association_that_takes_no_requests_says_whom_to_call(client: Client, association: Association) -> None:
    Welcome.objects.create(association=association, takes_requests=False)
    page = client.get(reverse("membership:ask", args=[association.slug])).content.decode()
    assert "Appelez l'association" in page
    with pytest.raises(RequestRefused):
        operations.ask(association, values={"email": "a@b.org"}, by=TEAM, at=NOW)


def test_an_old_link_says_so(client: Client, association: Association) -> None:
    asked = JoinRequestFactory(association=association, confirmed_at=None)
    token = links.make(notices.CONFIRM_DOOR, asked.pk, expires_at=NOW - timedelta(days=400))
    page = client.get(reverse("membership:confirm", args=[token]))
    assert page.status_code == 410
    assert "plus valable" in page.content.decode()
    other = links.make(notices.REPLY_DOOR, asked.pk, expires_at=NOW + timedelta(days=4000))
    assert client.post(reverse("membership:confirm", args=[other])).status_code == 410
    assert JoinRequest.objects.get().confirmed_at is None


def test_accepting_admits_the_structure_and_invites_the_person() -> None:
    asked = JoinRequestFactory(siret="73282932000074")
    made = operations.accept(asked, by=TEAM, at=NOW)
    assert (made.stage, made.siret, made.audiences) == (Stage.ONBOARDING, "73282932000074", ["familles"])
    assert made.relay.kind == RelayKind.NEIGHBOURHOOD
    assert made.contacts.get().email == asked.email
    assert Invitation.objects.get().structure == made
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["membership.accepted", "network.invitation"]


def test_accepting_a_partner_mails_its_link_and_no_account() -> None:
    asked = JoinRequestFactory(wish="partner", kind="cinema")
    made = operations.accept(asked, by=TEAM, at=NOW)
    assert made.partner.kind == "cinema"
    assert not Invitation.objects.exists()
    assert Message.objects.latest("pk").kind == "membership.invite_partner"


def test_two_people_who_accept_at_once_make_one_structure() -> None:
    asked = JoinRequestFactory()
    stale = JoinRequest.objects.get(pk=asked.pk)
    operations.accept(asked, by=TEAM, at=NOW)
    with pytest.raises(RequestRefused, match="déjà acceptée"):
        operations.accept(stale, by=TEAM, at=NOW)
    with pytest.raises(RequestRefused, match="déjà acceptée"):
        operations.refuse(stale, reason="Trop tard", by=TEAM, at=NOW)
    assert Structure.objects.count() == 1


def test_a_request_tied_to_a_prospect_brings_it_in_and_fills_only_what_was_missing() -> None:
    asked = JoinRequestFactory(siret="73282932000074", phone="01 99 00 00 01")
    known = RelayFactory(association=asked.association, stage=Stage.PROSPECT, phone="01 99 00 99 99", name="Les Amis")
    tied = operations.accept(asked, structure=known, by=TEAM, at=NOW)
    assert (tied.pk, tied.stage) == (known.pk, Stage.ONBOARDING)
    tied.refresh_from_db()
    assert (tied.name, tied.phone, tied.siret) == ("Les Amis", "01 99 00 99 99", "73282932000074")
    assert Structure.objects.count() == 1


def test_an_active_partner_that_asks_to_be_a_relay_stays_active() -> None:
    asked = JoinRequestFactory()
    known = PartnerFactory(association=asked.association)
    tied = operations.accept(asked, structure=known, by=TEAM, at=NOW)
    assert tied.stage == Stage.ACTIVE
    assert Structure.objects.get(pk=known.pk).is_relay


def test_a_structure_of_another_association_is_not_tied() -> None:
    with pytest.raises(RequestRefused, match="pas des vôtres"):
        operations.accept(JoinRequestFactory(), structure=RelayFactory(), by=TEAM, at=NOW)


def test_a_refusal_needs_a_reason_which_is_mailed() -> None:
    asked = JoinRequestFactory()
    with pytest.raises(RequestRefused, match="Il manque la raison"):
        operations.refuse(asked, reason="  ", by=TEAM, at=NOW)
    operations.refuse(asked, reason="Vous dépendez d'une autre association.", by=TEAM, at=NOW)
    assert "Vous dépendez d'une autre association." in Message.objects.get().text


def test_a_refusal_by_mistake_is_reopened_and_answered_again_but_not_what_was_accepted(client: Client) -> None:
    request = JoinRequestFactory()
    client.force_login(StaffRoleFactory(association=request.association).user)
    page = reverse("membership:request", args=[request.pk])
    client.post(page, {"do": "refuse", "reason": "Hors du département."})
    assert "Rouvrir la demande" in client.get(page).content.decode()
    mails = Message.objects.count()
    for _ in range(2):  # a double click
        assert "attend à nouveau" in client.post(page, {"do": "reopen"}, follow=True).content.decode()
    assert Entry.objects.about(request).filter(verb="membership.reopened").count() == 1
    assert Message.objects.count() == mails, "the person is written to by whoever reopens, not by us"
    client.post(page, {"do": "accept"})
    assert "Cette demande est acceptée" in client.post(page, {"do": "reopen"}, follow=True).content.decode()
    request.refresh_from_db()
    assert request.outcome == JoinRequest.Outcome.ACCEPTED


def test_who_asks_for_a_structure_that_is_there_is_not_told_that_it_enters() -> None:
    there = RelayFactory(stage=Stage.ACTIVE)
    request = JoinRequestFactory(association=there.association)
    operations.accept(request, structure=there, by=TEAM, at=NOW)
    mail = Message.objects.get(kind="membership.accepted")
    assert "déjà dans" in mail.subject
    assert "bienvenue" not in mail.text


def test_a_question_is_answered_without_an_account_until_it_is_decided(client: Client) -> None:
    asked = JoinRequestFactory()
    operations.ask_more(asked, question="Combien de personnes ?", by=TEAM, at=NOW)
    asked.refresh_from_db()
    assert asked.waits_for_reply
    # the clock of the link runs from the day it was written
    link = reverse(
        "membership:reply", args=[links.make(notices.REPLY_DOOR, asked.pk, expires_at=NOW + timedelta(days=4000))]
    )
    assert "Combien de personnes" in client.get(link).content.decode()
    client.post(link, {"text": "Une trentaine."})
    assert JoinRequest.objects.get().reply == "Une trentaine."
    assert not JoinRequest.objects.get().waits_for_reply
    operations.refuse(asked, reason="Trop loin.", by=TEAM, at=NOW)
    assert "refusée" in client.get(link).content.decode()
    client.post(link, {"text": "Et maintenant ?"})
    assert JoinRequest.objects.get().reply == "Une trentaine."


def test_what_looks_like_the_request_is_shown_with_why() -> None:
    asked = JoinRequestFactory(name="Association Les Tilleuls", siret="73282932000074")
    home = asked.association
    same = RelayFactory(association=home, name="Tout autre nom", siret="73282932000074")
    near = RelayFactory(association=home, name="Centre social des Tilleuls")
    RelayFactory(association=home, name="Association Les Peupliers")
    RelayFactory(name="Les Tilleuls")
    assert [(structure, why) for structure, why in alike(asked)] == [
        (same, "le même SIRET"),
        (near, "presque le même nom, dans la même commune"),
    ]


def test_the_page_of_the_team_answers_and_a_stale_page_is_told(client: Client) -> None:
    asked = JoinRequestFactory()
    client.force_login(StaffRoleFactory(association=asked.association).user)
    address = reverse("membership:request", args=[asked.pk])
    page = client.post(address, {"do": "refuse", "reason": ""}).content.decode()
    assert "obligatoire" in page
    assert client.post(address, {"do": "accept", "invite": "on"}).status_code == 302
    page = client.post(address, {"do": "refuse", "reason": "Non."}, follow=True)
    assert "déjà acceptée" in page.content.decode()


def test_readers_and_referents_do_not_see_requests(client: Client) -> None:
    asked = JoinRequestFactory()
    client.force_login(StaffRoleFactory(association=asked.association, role="reader").user)
    assert client.get(reverse("membership:request", args=[asked.pk])).status_code == 404
    assert asked.name not in client.get(reverse("membership:requests")).content.decode()


def test_nobody_s_letter_box_is_filled_nor_used_to_say_something_to_them(
    client: Client, association: Association
) -> None:
    for each in (association, *(AssociationFactory() for _ in range(4))):
        send(client, each, name="Gagnez sur piege.example", person="Vite, piege.example")
    mails = list(Message.objects.filter(to="ines@maison-bleue.example.org"))
    assert len(mails) == 3
    assert not any("piege" in mail.text + mail.subject for mail in mails)
    assert JoinRequest.objects.count() == 5, "whoever asked in earnest asks again tomorrow"
