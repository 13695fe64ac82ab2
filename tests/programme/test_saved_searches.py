"""Searches that are kept, and the mail of Monday."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.programme import tasks
from pontdesarts.programme.models import SavedSearch
from pontdesarts.programme.notices_searches import UNSUBSCRIBE
from pontdesarts.programme.operations import searches
from pontdesarts.programme.operations.refusals import SearchRefused
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.network.factories import ReferentFactory, RelayFactory

from .test_search import offered

pytestmark = pytest.mark.django_db
BY = Actor("Camille Martin")


@pytest.fixture
def association() -> Any:
    return AssociationFactory()


@pytest.fixture
def user(association: Any) -> Any:
    return ReferentFactory(structure=RelayFactory(association=association)).user


@pytest.fixture
def client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keep(user: Any, *, name: str = "Danse", query: str = "famille=scene", weeks_ago: int = 1) -> SavedSearch:
    at = timezone.now() - timedelta(weeks=weeks_ago)
    return searches.save(user, name=name, query=query, weekly=True, by=BY, at=at)


def monday(jobs: Any) -> list[Message]:
    """What leaves on a Monday."""
    before = set(Message.objects.order_by("pk").values_list("pk", flat=True))
    tasks.tell_weekly(0)
    jobs.run("programme.tell_search")
    return list(Message.objects.exclude(pk__in=before).order_by("pk"))


def test_a_search_is_kept_from_the_page(client: Client, user: Any) -> None:
    page = client.get("/sorties/recherches/nouvelle/", {"filtres": "q=danse&places=4&tri=recent&ou=Trifouillis"})
    assert "« danse »" in page.content.decode()
    answer = client.post(
        "/sorties/recherches/nouvelle/", {"filtres": "q=danse&places=4", "name": "Danse", "weekly": "on"}
    )
    assert answer.url == reverse("programme:saved")
    search = SavedSearch.objects.get()
    assert (search.user, search.query, search.weekly) == (user, "q=danse&places=4", True)
    body = client.get("/sorties/recherches/").content.decode()
    assert 'href="/sorties/?q=danse&amp;places=4"' in body
    assert Entry.objects.filter(verb="programme.search_saved").count() == 1


def test_two_searches_of_one_name_are_refused_and_nothing_typed_is_lost(client: Client, user: Any) -> None:
    keep(user, name="Danse")
    answer = client.post("/sorties/recherches/nouvelle/", {"filtres": "q=cirque", "name": "Danse", "weekly": "on"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Vous avez déjà une recherche nommée « Danse »" in body
    assert 'value="q=cirque"' in body
    assert SavedSearch.objects.count() == 1
    keep(UserFactory(), name="Danse")  # somebody else may


def test_there_is_a_limit_to_what_one_keeps(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_SEARCHES", 1)
    keep(user, name="Une")
    with pytest.raises(SearchRefused):
        keep(user, name="Deux")


def test_a_search_is_renamed_stopped_and_forgotten(client: Client, user: Any) -> None:
    search, other = keep(user), keep(user, name="Cirque")
    client.post(f"/sorties/recherches/{search.pk}/", {"name": "Ballets"})
    search.refresh_from_db()
    assert (search.name, search.weekly) == ("Ballets", False)
    client.post(f"/sorties/recherches/{search.pk}/", {"name": "Cirque"})
    search.refresh_from_db()
    assert search.name == "Ballets"
    client.post(f"/sorties/recherches/{search.pk}/effacer/")
    assert list(SavedSearch.objects.all()) == [other]


def test_nobody_reaches_the_searches_of_another(client: Client, association: Any) -> None:
    colleague = ReferentFactory(structure=RelayFactory(association=association)).user
    search = keep(colleague, name="Recherche secrète")
    assert "Recherche secrète" not in client.get("/sorties/recherches/").content.decode()
    for address in ("", "effacer/", "nouvelle-adresse/"):
        assert client.post(f"/sorties/recherches/{search.pk}/{address}", {"name": "x"}).status_code == 404
    search.refresh_from_db()
    assert search.name == "Recherche secrète"


def test_monday_tells_what_is_new_once(association: Any, user: Any, jobs: Any) -> None:
    offered(association, "Déjà là")
    keep(user)
    new = offered(association, "Bérénice", published_at=timezone.now() - timedelta(days=1))
    offered(association, "Match", discipline="sport_match", published_at=timezone.now() - timedelta(days=1))
    offered(AssociationFactory(), "Ailleurs", published_at=timezone.now() - timedelta(days=1))
    (mail,) = monday(jobs)
    assert (mail.to, mail.subject) == (user.email, "1 nouvelle sortie : Danse")
    assert "Bérénice" in mail.text
    assert f"/sorties/{new.offer_id}/" in mail.text
    for absent in ("Déjà là", "Match", "Ailleurs"):
        assert absent not in mail.text
    assert monday(jobs) == []


def test_nothing_new_no_mail(association: Any, user: Any, jobs: Any) -> None:
    offered(association, "Déjà là")
    keep(user)
    assert monday(jobs) == []


def test_a_search_without_mails_and_a_closed_account_are_left_alone(association: Any, user: Any, jobs: Any) -> None:
    search = keep(user)
    searches.change(search, name="Danse", weekly=False, by=BY, at=timezone.now())
    gone = ReferentFactory(structure=RelayFactory(association=association)).user
    keep(gone)
    gone.is_active = False
    gone.save()
    offered(association, "Bérénice", published_at=timezone.now() - timedelta(hours=1))
    assert monday(jobs) == []


def test_a_referent_whose_post_ended_is_told_nothing(association: Any, user: Any, jobs: Any) -> None:
    keep(user)
    offered(association, "Bérénice", published_at=timezone.now() - timedelta(hours=1))
    user.referent_posts.update(ended_at=timezone.now())
    assert monday(jobs) == []


def test_a_job_run_twice_tells_once(association: Any, user: Any) -> None:
    search = keep(user)
    stale = SavedSearch.objects.get(pk=search.pk)
    offered(association, "Bérénice", published_at=timezone.now() - timedelta(hours=1))
    tasks.tell_search(search_id=search.pk)
    assert not searches.tell(stale, offers=[], by=BY, at=timezone.now())
    assert Message.objects.count() == 1


def test_mails_started_again_tell_what_comes_from_then_on(association: Any, user: Any, jobs: Any) -> None:
    search = keep(user, weeks_ago=3)
    searches.change(search, name="Danse", weekly=False, by=BY, at=timezone.now() - timedelta(weeks=2))
    offered(association, "Pendant l'arrêt", published_at=timezone.now() - timedelta(days=3))
    searches.change(search, name="Danse", weekly=True, by=BY, at=timezone.now())
    assert monday(jobs) == []


def test_the_mail_is_stopped_by_its_link_without_an_account(association: Any, user: Any, jobs: Any) -> None:
    search = keep(user)
    offered(association, "Bérénice", published_at=timezone.now() - timedelta(hours=1))
    (mail,) = monday(jobs)
    address = next(line for line in mail.text.splitlines() if "/arreter/" in line)
    path = "/" + address.split("/", 3)[3]
    visitor = Client(enforce_csrf_checks=True)
    assert "Ne plus m'écrire" in visitor.get(path).content.decode()
    search.refresh_from_db()
    assert search.weekly, "a robot that opens the link stops nothing"
    assert "C&#x27;est arrêté" in visitor.post(path).content.decode()
    search.refresh_from_db()
    assert not search.weekly
    assert "C&#x27;est arrêté" in visitor.post(path).content.decode()
    assert Entry.objects.filter(verb="programme.search_stopped").count() == 1


def test_a_damaged_or_old_link_says_so(user: Any) -> None:
    search = keep(user)
    old = links.make(UNSUBSCRIBE, search.pk, expires_at=timezone.now() - timedelta(days=1))
    other_door = links.make("programme.partner", search.pk, expires_at=timezone.now() + timedelta(days=1))
    for token in ("inventé", old, other_door):
        answer = Client().post(reverse("programme:unsubscribe", args=[token]))
        assert answer.status_code == 404
        assert "Ce lien ne sert plus" in answer.content.decode()
    search.refresh_from_db()
    assert search.weekly


def test_the_list_asks_as_many_queries_for_many_searches(client: Client, user: Any, queries_stay_flat: Any) -> None:
    keep(user, name="Une")
    queries_stay_flat(
        lambda: client.get("/sorties/recherches/"), lambda: [keep(user, name=str(number)) for number in range(3)]
    )
