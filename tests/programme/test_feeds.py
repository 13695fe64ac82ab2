"""The private addresses of a saved search."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Allotment, SavedSearch, Showing
from pontdesarts.programme.operations import searches
from tests.associations.factories import AssociationFactory
from tests.network.factories import ReferentFactory, RelayFactory

from .factories import OfferFactory, ShowingFactory
from .test_search import offered

pytestmark = pytest.mark.django_db
BY = Actor("Camille Martin")


@pytest.fixture
def association() -> Any:
    return AssociationFactory()


@pytest.fixture
def search(association: Any) -> SavedSearch:
    user = ReferentFactory(user__name="Nadia Secrète", structure=RelayFactory(association=association)).user
    return searches.save(user, name="Ma danse", query="famille=scene", weekly=True, by=BY, at=timezone.now())


def read(search: SavedSearch, kind: str, **headers: str) -> Any:
    return Client().get(f"/flux/{search.feed_token}/sorties.{kind}", headers=headers)


def events(search: SavedSearch) -> list[Any]:
    return list(Calendar.from_ical(read(search, "ics").content).walk("VEVENT"))


def items(search: SavedSearch) -> list[str]:
    return [item.findtext("title") or "" for item in ElementTree.fromstring(read(search, "rss").content).iter("item")]


def test_the_calendar_holds_each_date_that_fits(association: Any, search: SavedSearch) -> None:
    showing = offered(association, "Bérénice & cie", duration=90, venue__name="Le Préau")
    offered(association, "Match", discipline="sport_match")
    offered(AssociationFactory(), "Ailleurs")
    (event,) = events(search)
    assert str(event["SUMMARY"]) == "Bérénice & cie"
    assert event["DTSTART"].dt == showing.starts_at
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert "Le Préau" in event["LOCATION"]


def test_the_calendar_is_what_the_standard_asks(association: Any, search: SavedSearch) -> None:
    offered(association, "Bérénice", summary="Une phrase ; avec, des signes\nsur deux lignes. " + "é" * 200)
    answer = read(search, "ics")
    raw = answer.content
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"BEGIN:VTIMEZONE" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_an_open_dated_offer_is_a_span_of_days_that_leaves_one_free(association: Any, search: SavedSearch) -> None:
    now = timezone.now()
    offer = OfferFactory(association=association, title="Cirque", open_dated=True, booking_needed=False)
    ShowingFactory(offer=offer, starts_at=now - timedelta(days=3), ends_at=now + timedelta(days=30))
    (event,) = events(search)
    assert not hasattr(event["DTSTART"].dt, "hour")
    assert event["TRANSP"] == "TRANSPARENT"


def test_the_news_come_newest_first(association: Any, search: SavedSearch) -> None:
    now = timezone.now()
    offered(association, "Ancienne", published_at=now - timedelta(days=9))
    offered(association, "Nouvelle", published_at=now - timedelta(days=1))
    offered(association, "Signes <b> & \x0bœ", published_at=now - timedelta(days=5))
    assert items(search) == ["Nouvelle", "Signes <b> & œ", "Ancienne"]


def test_the_feeds_say_nothing_of_whoever_looks(association: Any, search: SavedSearch) -> None:
    offered(association, "Bérénice")
    for kind in ("ics", "rss"):
        text = read(search, kind).content.decode()
        for secret in (search.user.email, "Nadia", "Secrète", search.feed_token):
            assert secret not in text


def test_asking_again_is_cheap_until_something_changes(association: Any, search: SavedSearch) -> None:
    showing = offered(association, "Bérénice")
    for kind in ("ics", "rss"):
        first = read(search, kind)
        assert first.headers["Last-Modified"]
        assert "max-age=3600" in first.headers["Cache-Control"]
        again = read(search, kind, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    Allotment.objects.update(taken=1)
    assert read(search, "ics", **{"If-None-Match": read(search, "ics").headers["ETag"]}).status_code == 304
    before = read(search, "ics").headers["ETag"]
    Showing.objects.filter(pk=showing.pk).update(cancelled_at=timezone.now())
    after = read(search, "ics", **{"If-None-Match": before, "If-Modified-Since": first.headers["Last-Modified"]})
    assert after.status_code == 200
    assert b"VEVENT" not in after.content


def test_an_empty_feed_is_a_feed(search: SavedSearch) -> None:
    assert events(search) == []
    assert items(search) == []
    assert read(search, "rss").content == read(search, "rss").content


def test_an_address_that_was_changed_opens_nothing(association: Any, search: SavedSearch) -> None:
    old = search.feed_token
    client = Client()
    client.force_login(search.user)
    client.post(f"/sorties/recherches/{search.pk}/nouvelle-adresse/")
    for kind in ("ics", "rss"):
        assert Client().get(f"/flux/{old}/sorties.{kind}").status_code == 404
    search.refresh_from_db()
    assert read(search, "ics").status_code == 200
    assert Client().get("/flux/inventé/sorties.ics").status_code == 404


def test_a_feed_follows_the_rights_of_its_owner(association: Any, search: SavedSearch) -> None:
    offered(association, "Bérénice")
    assert len(events(search)) == 1
    search.user.referent_posts.update(ended_at=timezone.now())
    assert events(search) == []
    search.user.is_active = False
    search.user.save()
    assert read(search, "ics").status_code == 404


@pytest.mark.parametrize("kind", ["ics", "rss"])
def test_a_feed_asks_as_many_queries_for_many_dates(
    association: Any, search: SavedSearch, kind: str, queries_stay_flat: Any
) -> None:
    offered(association, "Une")
    queries_stay_flat(
        lambda: read(search, kind), lambda: [offered(association, f"Offre {number}") for number in range(3)]
    )
