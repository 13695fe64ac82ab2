"""The team's side: numbers, ideas, letters, the list to take away."""

import pytest
from django.test import Client
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Mailing, Message
from pontdesarts.messaging.operations.mailings import MailingRefused
from pontdesarts.supporters import notices, operations
from pontdesarts.supporters.models import Circle, Idea, SupporterLetter
from pontdesarts.supporters.refusals import IdeaRefused
from tests.associations.factories import StaffRoleFactory
from tests.programme.factories import NOW

from .factories import IdeaFactory, SupporterFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def team(client: Client) -> StaffRole:
    role: StaffRole = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def own_page(supporter) -> str:
    return notices.own_link(supporter, at=NOW).split("/", 3)[3].join(("/", ""))


def test_an_idea_is_answered_by_mail_marked_and_read_on_the_person_s_page(client: Client, team: StaffRole) -> None:
    one = SupporterFactory(association=team.association)
    page = Client().post(own_page(one), {"do": "idea", "text": "Un bal."}, follow=True).content.decode()
    assert "Votre idée est dans la boîte" in page
    idea = Idea.objects.get()
    address = reverse("supporters:idea", args=[idea.pk])
    client.post(address, {"do": "mark", "mark": "kept"})
    client.post(address, {"text": "En juin !"})
    assert "En juin !" in Message.objects.latest("pk").text
    read = Client().get(own_page(one)).content.decode()
    assert "retenue" in read
    assert "En juin !" in read
    again = client.post(address, {"text": "Une autre réponse"}).content.decode()
    assert "déjà répondu" in again
    assert "Une autre réponse" in again, "nothing typed is lost"
    assert Message.objects.filter(kind="supporters.idea_answered").count() == 1


def test_the_same_idea_twice_is_one_and_the_sixth_of_a_day_waits() -> None:
    one = SupporterFactory()
    first = operations.send_idea(one, text="Un bal.", by=JOB, at=NOW)
    assert operations.send_idea(one, text=" Un bal. ", by=JOB, at=NOW) == first
    for n in range(4):
        operations.send_idea(one, text=f"Idée {n}", by=JOB, at=NOW)
    with pytest.raises(IdeaRefused):
        operations.send_idea(one, text="Une de trop", by=JOB, at=NOW)
    with pytest.raises(IdeaRefused):
        operations.send_idea(one, text="  ", by=JOB, at=NOW)


def test_interests_are_changed_by_the_link_and_choose_who_gets_a_letter(client: Client, team: StaffRole) -> None:
    home = team.association
    meets, helps = SupporterFactory(association=home), SupporterFactory(association=home)
    SupporterFactory(association=home, confirmed_at=None)
    SupporterFactory()
    Client().post(own_page(helps), {"do": "interests", "interests": ["help"]})
    letter = operations.prepare(
        home, interest="help", subject="Coup de main", text="Bonjour {personne}", reply_to="", by=TEAM, at=NOW
    )
    assert [line.address for line in letter.mailing.lines.all()] == [helps.email]
    everybody = operations.prepare(home, interest="", subject="Fête", text="x", reply_to="", by=TEAM, at=NOW)
    assert {line.address for line in everybody.mailing.lines.all()} == {meets.email, helps.email}
    with pytest.raises(MailingRefused):
        operations.prepare(home, interest="skills", subject="x", text="x", reply_to="", by=TEAM, at=NOW)
    assert Mailing.objects.count() == 2, "a letter to nobody is not kept"


def test_a_letter_is_written_read_again_sent_and_brings_each_the_link_to_their_page(
    client: Client, team: StaffRole, jobs, mailoutbox
) -> None:
    SupporterFactory(association=team.association, name="Inès Morel")
    write = reverse("supporters:write_letter", args=[team.association.slug])
    typed = {"subject": "Fête", "text": "Bonjour {prenom}", "reply_to": "nous@example.org"}
    assert "pas un champ" in client.post(write, typed).content.decode()
    client.post(write, typed | {"text": "Bonjour {personne}\n{page}"})
    letter = SupporterLetter.objects.get()
    shown = client.get(reverse("supporters:letter", args=[letter.pk])).content.decode()
    assert "Bonjour Inès Morel" in shown
    assert "/sympathisants/lien/" not in shown, "it acts in her name: it erases her in one click"
    client.post(reverse("supporters:act_on_letter", args=[letter.pk]), {"act": "test"})
    jobs.run()
    assert "/sympathisants/lien/" not in mailoutbox.pop().body
    assert mailoutbox == []
    client.post(reverse("supporters:act_on_letter", args=[letter.pk]), {"act": "start"})
    jobs.run()
    (mail,) = mailoutbox
    assert "/sympathisants/lien/" in mail.body
    assert "Pour ne plus recevoir les lettres aux sympathisants" in mail.body
    refused = client.post(reverse("supporters:act_on_letter", args=[letter.pk]), {"act": "start"}, follow=True)
    assert "déjà partie" in refused.content.decode()


def test_the_words_of_a_letter_are_changed_until_it_leaves_and_nothing_typed_is_lost_after(
    client: Client, team: StaffRole
) -> None:
    SupporterFactory(association=team.association)
    typed = {"subject": "Fete", "text": "Bonjour {personne}", "reply_to": "nous@example.org"}
    client.post(reverse("supporters:write_letter", args=[team.association.slug]), typed)
    letter = SupporterLetter.objects.get()
    change = reverse("supporters:change_letter", args=[letter.pk])
    assert 'value="Fete"' in client.get(change).content.decode()
    assert "pas un champ" in client.post(change, typed | {"text": "{prenom}"}).content.decode()
    assert "La lettre est modifiée" in client.post(change, typed | {"subject": "Fête"}, follow=True).content.decode()
    letter.mailing.refresh_from_db()
    assert letter.mailing.subject == "Fête"
    client.post(reverse("supporters:act_on_letter", args=[letter.pk]), {"act": "start"})
    late = client.post(change, typed | {"subject": "Trop tard"}).content.decode()
    assert "déjà partie" in late
    assert 'value="Trop tard"' in late
    letter.mailing.refresh_from_db()
    assert letter.mailing.subject == "Fête"


def test_only_the_direction_takes_the_list_away_and_the_journal_says_so(client: Client, team: StaffRole) -> None:
    SupporterFactory(association=team.association, name="=1+1", email="ines@example.org")
    address = reverse("supporters:export", args=[team.association.slug])
    assert client.post(address).status_code == 403
    director = StaffRoleFactory(association=team.association, role=StaffRole.Role.DIRECTION).user
    client.force_login(director)
    sheet = client.post(address).content.decode()
    assert "'=1+1;ines@example.org" in sheet
    assert Entry.objects.about(team.association).filter(verb="supporters.exported").count() == 1


def test_readers_see_nothing_of_supporters(client: Client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.READER)
    idea = IdeaFactory(supporter__association=role.association)
    client.force_login(role.user)
    for address in (
        reverse("supporters:circle", args=[role.association.slug]),
        reverse("supporters:idea", args=[idea.pk]),
    ):
        assert client.get(address).status_code == 404


def test_the_page_is_opened_and_closed_and_saying_the_same_writes_nothing(client: Client, team: StaffRole) -> None:
    address = reverse("supporters:settings", args=[team.association.slug])
    client.post(address, {"is_open": "on", "welcome": "Bienvenue."})
    client.post(address, {"is_open": "on", "welcome": "Bienvenue."})
    assert Entry.objects.about(team.association).count() == 1
    public = reverse("supporters:join", args=[team.association.slug])
    assert "Bienvenue." in Client().get(public).content.decode()
    client.post(address, {"welcome": "Bienvenue."})
    assert Client().get(public).status_code == 404
    assert Circle.objects.get().opened_at is not None


def test_counting_people_and_ideas_takes_the_same_queries_however_many(
    client: Client, team: StaffRole, queries_stay_flat
) -> None:
    def grow() -> None:
        for _ in range(6):
            IdeaFactory(supporter__association=team.association)

    grow()
    for name in ("supporters:circle", "supporters:ideas"):
        queries_stay_flat(lambda name=name: client.get(reverse(name, args=[team.association.slug])), grow)
