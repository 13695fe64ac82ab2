"""A letter to a part of the network: who is in, who is out and why, previewed, sent, stopped."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.follow_up import audience
from pontdesarts.follow_up.forms import RecipientFilter
from pontdesarts.follow_up.models import Letter
from pontdesarts.messaging.models import DeadAddress, MailOptOut
from pontdesarts.messaging.models.mailings import fingerprint
from pontdesarts.messaging.operations.mailings import MailingRefused
from pontdesarts.network.models import Contact, Stage, Structure
from tests.associations.factories import StaffRoleFactory
from tests.federation.factories import VisitFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory

from .scenes import letter_to, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> StaffRole:
    return StaffRoleFactory()


def chosen(role: StaffRole, **wanted) -> dict[str, str]:
    """Each address (or name of a structure without any), and why it is out."""
    found = audience.found(role.association, wanted, at=timezone.now())
    return {each.address or each.structure.name: each.why for each in audience.choose(role.association, found)}


def test_one_writes_to_the_people_in_post_else_to_the_contacts_else_to_the_structure(role) -> None:
    served = RelayFactory(association=role.association, email="accueil@example.org")
    ReferentFactory(structure=served, user__email="fatou@example.org")
    ReferentFactory(structure=served, user__email="partie@example.org", ended_at=timezone.now())
    CoordinatorFactory(structure=PartnerFactory(association=role.association), user__email="marion@example.org")
    known = RelayFactory(association=role.association)
    Contact.objects.create(structure=known, name="Ana", email="ana@example.org", confirmed_at=timezone.now())
    RelayFactory(association=role.association, email="seule@example.org")
    assert chosen(role) == {
        "fatou@example.org": "",
        "marion@example.org": "",
        "ana@example.org": "",
        "seule@example.org": "",
    }


def test_who_is_out_says_why(role) -> None:
    RelayFactory(association=role.association, email="", name="Sans adresse")
    kept = RelayFactory(association=role.association, email="un@example.org")
    RelayFactory(association=role.association, email="deux@example.org", name="Réunie", merged_into=kept)
    for name, email in (("A", "partie@example.org"), ("B", "assez@example.org"), ("C", "UN@example.org")):
        RelayFactory(association=role.association, email=email, name=name)
    DeadAddress.objects.create(address="partie@example.org", since=timezone.now())
    family = Letter.family_of(role.association).key
    MailOptOut.objects.create(family=family, digest=fingerprint("assez@example.org"), said_at=timezone.now())
    found = chosen(role)
    assert found.pop("Sans adresse") == "aucune adresse électronique"
    assert found.pop("Réunie") == "réunie avec une autre fiche"
    assert found.pop("partie@example.org") == "l'adresse ne marche plus"
    assert found.pop("assez@example.org") == "la personne ne veut plus de ces lettres"
    assert sorted(found.values()) == ["", "la même adresse est déjà dans la liste"]
    RelayFactory(email="ailleurs@example.org")
    assert "ailleurs@example.org" not in chosen(role)


def test_a_filter_narrows_by_profile_kind_stage_and_silence(role) -> None:
    relay = RelayFactory(association=role.association, email="relais@example.org", stage=Stage.DORMANT)
    PartnerFactory(association=role.association, email="theatre@example.org")
    assert set(chosen(role, profile="partner")) == {"theatre@example.org"}
    assert set(chosen(role, stage="dormant")) == {"relais@example.org"}
    assert set(chosen(role, kind="relay:prison")) == set()
    note(relay)
    assert set(chosen(role, silent=True)) == {"theatre@example.org"}


def test_from_the_filter_to_the_mailbox_through_a_preview_and_a_try(client, role, post_office, jobs) -> None:
    relay = RelayFactory(association=role.association, name="Centre Balzac", email="balzac@example.org")
    PartnerFactory(association=role.association, email="theatre@example.org")
    client.force_login(role.user)
    slug = role.association.slug
    page = client.get(reverse("follow_up:choose", args=[slug]) + "?profile=relay").content.decode()
    assert "1 personne recevra la lettre" in page
    assert "balzac@example.org" in page
    write = reverse("follow_up:write_letter", args=[slug]) + "?profile=relay&stage=active"
    said = {"subject": "Pour {structure}", "text": "Bonjour {prenom}", "reply_to": "equipe@example.org"}
    refused = client.post(write, said).content.decode()
    assert "ce n'est pas un champ" in refused.replace("&#x27;", "'")
    assert "Bonjour {prenom}" in refused, "what was typed is kept"
    answered = client.post(write, said | {"text": "Bonjour {personne}, {association}."})
    letter = Letter.objects.get()
    assert answered.url == reverse("follow_up:letter", args=[letter.pk])
    assert letter.chosen == "Relais et étape « active »"
    page = client.get(answered.url).content.decode()
    assert "Pour Centre Balzac" in page
    assert "Rien n'est encore parti" in page.replace("&#x27;", "'")
    act = reverse("follow_up:act_on_letter", args=[letter.pk])
    client.post(act, {"act": "test", "ligne": "1"})
    jobs.run("messaging.deliver")
    assert [each.to for each in post_office.received] == [[role.user.email]]
    client.post(act, {"act": "start"})
    client.post(act, {"act": "start"})
    jobs.run("messaging.send_letters")
    assert [each.subject for each in post_office.to(relay.email)] == ["Pour Centre Balzac"]
    assert not post_office.to("theatre@example.org")
    page = client.get(answered.url).content.decode().replace("\xa0", " ")
    assert "Envoi fini" in page
    assert "A envoyé la lettre à 1 adresse" in page


def test_the_progress_is_a_piece_that_renews_itself_while_letters_leave_and_then_stops(client, role) -> None:
    RelayFactory(association=role.association)
    letter = letter_to(role.association)
    client.force_login(role.user)
    act, address = (reverse(f"follow_up:{name}", args=[letter.pk]) for name in ("act_on_letter", "letter"))
    client.post(act, {"act": "start"})
    asking = {"HX-Request": "true", "HX-Target": "progress"}
    piece = client.get(address, headers=asking).content.decode()
    assert "<html" not in piece
    assert 'hx-trigger="every 2s"' in piece
    assert "0 sur 1" in piece
    client.post(act, {"act": "stop"})
    piece = client.get(address, headers=asking).content.decode()
    assert "hx-trigger" not in piece
    assert "Envoi arrêté" in piece


def test_a_letter_to_nobody_is_not_written_and_one_thrown_away_is_gone(client, role) -> None:
    with pytest.raises(MailingRefused):
        letter_to(role.association)
    assert not Letter.objects.exists()
    RelayFactory(association=role.association)
    letter = letter_to(role.association)
    client.force_login(role.user)
    change = reverse("follow_up:change_letter", args=[letter.pk])
    client.post(change, {"subject": "Autre", "text": "Bonjour", "reply_to": "a@example.org"})
    letter.mailing.refresh_from_db()
    assert letter.mailing.subject == "Autre"
    client.post(reverse("follow_up:act_on_letter", args=[letter.pk]), {"act": "discard"})
    assert not Letter.objects.exists()


def test_a_visit_reads_letters_and_sends_none_and_a_reader_does_not_read_to_whom_they_go(client, role) -> None:
    RelayFactory(association=role.association)
    letter = letter_to(role.association)
    client.force_login(StaffRoleFactory(association=role.association, role=StaffRole.Role.READER).user)
    assert client.get(reverse("follow_up:letter", args=[letter.pk])).status_code == 404
    client.force_login(VisitFactory(association=role.association).user)
    page = client.get(reverse("follow_up:letter", args=[letter.pk])).content.decode()
    assert "Envoyer 1" not in page
    assert client.post(reverse("follow_up:act_on_letter", args=[letter.pk]), {"act": "start"}).status_code == 404


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(role, queries_stay_flat) -> None:
    def grow() -> None:
        for _ in range(10):
            ReferentFactory(structure=RelayFactory(association=role.association))
            Contact.objects.create(
                structure=PartnerFactory(association=role.association),
                name="A",
                email="a@b.org",
                confirmed_at=timezone.now(),
            )

    grow()
    queries_stay_flat(lambda: audience.choose(role.association, Structure.objects.all()), grow)


def test_a_letter_says_to_whom_in_words_that_keep_their_capitals() -> None:
    for asked, said in (
        ({"q": "Créteil", "stage": "active"}, "« Créteil » et étape « active »"),
        ({"profile": "relay", "area": "inside"}, "Relais et en quartier prioritaire : oui"),
        ({}, "Toutes les structures"),
    ):
        narrow = RecipientFilter(asked)
        assert narrow.is_valid()
        assert narrow.said() == said
