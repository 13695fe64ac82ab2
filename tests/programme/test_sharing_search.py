"""A search says and finds what the relay that looks may take: what is kept for others is not there for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.programme.finding.criteria import Criteria
from pontdesarts.programme.finding.results import new_offers
from pontdesarts.programme.finding.seeker import seeker
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.test_views import date_of, text
from tests.network.factories import ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    return AssociationFactory()


def sees(client, association, query: str = "", *, area: str = "") -> str:
    relay = RelayFactory(association=association, profile__priority_area=area)
    client.force_login(ReferentFactory(structure=relay).user)
    return text(client.get(reverse("programme:search") + query))


def scarce(association, **more):
    """Twelve places: four kept for two wheelchairs, five for priority areas."""
    until = timezone.now() + timedelta(days=3)
    kept = {"wheelchair_places": 2, "wheelchair_until": until, "priority_places": 5, "priority_until": until}
    return date_of(association, places=12, **(kept | more))


@pytest.mark.parametrize(("area", "left"), [("", 3), ("QN094001", 8)])
def test_a_card_says_what_this_relay_may_take(client, association, area, left) -> None:
    scarce(association)
    said = "Plus que 3 places" if left == 3 else "8 places à réserver"
    assert said in sees(client, association, area=area)


def test_when_all_is_kept_for_others_the_card_says_so_and_is_not_full(client, association) -> None:
    scarce(association, priority_places=8)
    shown = sees(client, association)
    assert "Gardées à d'autres pour l'instant" in shown
    assert "Complet" not in shown


def test_what_was_kept_is_there_again_after_the_clock(client, association) -> None:
    past = timezone.now() - timedelta(minutes=1)
    scarce(association, wheelchair_until=past, priority_until=past)
    assert "12 places à réserver" in sees(client, association)


@pytest.mark.parametrize(
    ("query", "area", "found"),
    [
        ("?places=3", "", True),
        ("?places=4", "", False),
        ("?places=8", "QN094001", True),
        ("?places=9", "QN094001", False),
    ],
)
def test_a_search_for_so_many_places_finds_what_this_relay_may_take(client, association, query, area, found) -> None:
    scarce(association)
    assert ("Bérénice" in sees(client, association, query, area=area)) is found


def test_whoever_looks_for_a_wheelchair_finds_the_places_kept_for_it(client, association) -> None:
    scarce(association, priority_places=0, taken=8, showing__offer__access=["wheelchair"])
    assert "Bérénice" not in sees(client, association, "?places=2")
    assert "Bérénice" in sees(client, association, "?places=2&acces=wheelchair")


def test_the_team_books_for_any_relay_and_sees_what_any_may_take(client, association) -> None:
    scarce(association)
    client.force_login(StaffRoleFactory(association=association).user)
    assert "8 places à réserver" in text(client.get(reverse("programme:search")))


def test_news_are_told_even_when_all_is_kept_for_others_today(association) -> None:
    showing = scarce(association, priority_places=8)
    relay = RelayFactory(association=association)
    who = seeker(ReferentFactory(structure=relay).user)
    at = timezone.now()
    told = new_offers(who, Criteria(places=4), since=at - timedelta(days=60), at=at)
    assert [result.offer for result in told] == [showing.offer]
