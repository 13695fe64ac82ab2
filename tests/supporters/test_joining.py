"""Joining without obligation: a form, a mailed link, a page of one's own, and gone in one click."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import MailingLine, MailOptOut, Message
from pontdesarts.messaging.models.mailings import fingerprint
from pontdesarts.messaging.operations import mailings
from pontdesarts.supporters import notices, operations
from pontdesarts.supporters.models import Circle, Idea, Supporter
from pontdesarts.supporters.models.supporter import SILENT, TO_ANSWER
from tests.programme.factories import NOW
from tests.territory.factories import CommuneFactory

from .factories import CircleFactory, IdeaFactory, SupporterFactory

pytestmark = pytest.mark.django_db

LINK = re.compile(r"https?://[^/\s]+(/\S+)")
DAY = timedelta(days=1)


@pytest.fixture
def association() -> Association:
    CommuneFactory(insee="94074", name="Valenton")
    made: Association = CircleFactory().association
    return made


def typed(**more: object) -> dict[str, object]:
    return {"name": "Inès Morel", "email": "Ines@example.org", "interests": ["meet"], "commune": "Valenton"} | more


def send(client: Client, association: Association, **more: object):
    return client.post(reverse("supporters:join", args=[association.slug]), typed(**more))


def last_link() -> str:
    found = LINK.search(Message.objects.latest("pk").text)
    assert found
    return found[1]


def test_one_joins_by_a_mailed_link_and_a_mailbox_that_follows_links_joins_nobody(
    client: Client, association: Association
) -> None:
    assert send(client, association).status_code == 302
    asked = Supporter.objects.get()
    assert (asked.email, asked.confirmed_at) == ("ines@example.org", None)
    client.get(last_link())
    asked.refresh_from_db()
    assert asked.confirmed_at is None
    page = client.post(last_link(), follow=True).content.decode()
    assert "Bonjour Inès Morel" in page
    assert list(Supporter.objects.confirmed()) == [asked]


def test_a_closed_page_does_not_exist(client: Client, association: Association) -> None:
    Circle.objects.update(closed_at=NOW)
    assert client.get(reverse("supporters:join", args=[association.slug])).status_code == 404
    assert send(client, association).status_code == 404
    assert not Supporter.objects.exists()


def test_a_machine_is_thanked_and_forgotten_and_the_twenty_first_of_an_hour_waits(
    client: Client, association: Association
) -> None:
    assert send(client, association, website_again="http://spam.example").status_code == 302
    assert not Supporter.objects.exists()
    answers = [send(client, association, email=f"p{n}@example.org").status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"email": "pas une adresse"}, "adresse"),
        ({"commune": "Atlantide"}, "Aucune commune"),
        ({"interests": ["voler"]}, "Sélectionnez un choix valide"),
        ({"name": ""}, "obligatoire"),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, association: Association, more: dict[str, object], said: str
) -> None:
    page = send(client, association, **more).content.decode()
    assert said in page
    assert "example.org" in page or "pas une adresse" in page
    assert not Supporter.objects.exists()


def test_whoever_types_the_address_of_a_supporter_changes_and_learns_nothing(
    client: Client, association: Association
) -> None:
    known = SupporterFactory(association=association, email="ines@example.org")
    stranger = send(client, association, name="Autre Nom", interests=["help"])
    newcomer = send(client, association, email="autre@example.org")
    assert (stranger.status_code, stranger["Location"]) == (newcomer.status_code, newcomer["Location"])
    known.refresh_from_db()
    assert (known.name, known.interests) == ("Inès Morel", ["meet"])
    assert Message.objects.filter(to="ines@example.org", kind="supporters.welcome").count() == 1
    send(client, association)
    assert Message.objects.filter(to="ines@example.org").count() == 1, "not twice within the hour"


def test_leaving_erases_the_person_their_ideas_and_every_line_that_names_them_at_once(
    client: Client, association: Association
) -> None:
    gone = SupporterFactory(association=association, email="gone@example.org", name="Paul Renard")
    stays = SupporterFactory(association=association, email="stays@example.org")
    IdeaFactory(supporter=gone)
    letter = operations.prepare(
        association, interest="", subject="Fête", text="{personne} {page}", reply_to="", by=JOB, at=NOW
    )
    operations.ask_silent(by=JOB, at=gone.last_sign_at + SILENT + DAY)
    link = notices.own_link(gone, at=NOW)
    leaving = reverse("supporters:leave", args=[link.rstrip("/").rsplit("/", 1)[1]])
    own = leaving.removesuffix("partir/")
    assert leaving in client.get(own).content.decode()  # a page asks before everything is erased
    assert f'href="{own}"' in client.get(leaving).content.decode()  # and leads back
    page = client.post(leaving).content.decode()
    assert "C'est effacé" in page.replace("&#x27;", "'")
    assert list(Supporter.objects.all()) == [stays]
    assert not Idea.objects.exists()
    assert not Message.objects.filter(to="gone@example.org").exists()
    left = MailingLine.objects.get(mailing=letter.mailing, address="")
    assert (left.state, left.name, left.fields or {}, left.about) == ("skipped", "", {}, "")
    assert MailingLine.objects.get(address="stays@example.org").state == "waiting"
    told = str(list(Entry.objects.values_list("by_label", "data")))
    assert "Renard" not in told
    assert "gone" not in told
    assert client.get(link).status_code == 410


def test_who_comes_back_receives_letters_again() -> None:
    back = SupporterFactory(confirmed_at=None)
    family = Circle.family_of(back.association).key
    mailings.leave(family, fingerprint(back.email), at=NOW)
    operations.confirm(back, by=JOB, at=NOW)
    assert not MailOptOut.objects.exists()


def test_a_request_that_nobody_confirms_is_forgotten_after_seven_days_and_not_before() -> None:
    asked = SupporterFactory(confirmed_at=None, asked_at=NOW, last_sign_at=NOW)
    assert operations.forget_old(at=NOW + 7 * DAY) == 0
    assert operations.forget_old(at=NOW + 7 * DAY + timedelta(minutes=1)) == 1
    assert not Supporter.objects.filter(pk=asked.pk).exists()


def test_after_three_years_without_a_sign_one_is_asked_once_and_stays_by_a_click(client: Client) -> None:
    one, other = SupporterFactory(last_sign_at=NOW), SupporterFactory(last_sign_at=NOW)
    later = NOW + SILENT + DAY
    assert operations.ask_silent(by=JOB, at=NOW + SILENT) == 0
    assert operations.ask_silent(by=JOB, at=later) == 2
    assert operations.ask_silent(by=JOB, at=later) == 0
    operations.stay(one, by=JOB, at=later)
    assert operations.forget_old(at=NOW + SILENT + TO_ANSWER + DAY) == 1
    assert list(Supporter.objects.all()) == [one]
    assert not Supporter.objects.filter(pk=other.pk).exists()


def test_nobody_s_letter_box_is_filled_nor_used_to_say_something_to_them(
    client: Client, association: Association
) -> None:
    others = [CircleFactory().association for _ in range(4)]
    for each in (association, *others):
        send(client, each, name="Gagnez gros sur piege.example")
    mails = Message.objects.filter(to="ines@example.org")
    assert mails.count() == 3
    assert not any("piege" in mail.text + mail.subject for mail in mails)
    Message.objects.update(created_at=timezone.now() - 2 * DAY)
    Supporter.objects.update(asked_at=timezone.now() - 2 * DAY)
    send(client, association)
    assert mails.all().count() == 4
