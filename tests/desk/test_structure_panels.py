"""On the page of a structure: what it books and offers, and a proposal when it has gone silent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.network.models import Stage, Structure
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def page(client: Client, structure: Structure) -> str:
    return client.get(reverse("network:structure", args=[structure.pk])).content.decode()


def works_for(client: Client, association: Any) -> None:
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.TEAM).user)


def a_booking(relay: Structure, *, days: int, booked: int) -> Any:
    date = AllotmentFactory(
        showing__offer__association=relay.association,
        showing__starts_at=NOW + timedelta(days=days),
        opens_at=NOW - timedelta(days=200),
    ).showing
    return BookingFactory(showing=date, relay=relay, booked_at=NOW - timedelta(days=booked))


def test_the_next_outings_and_those_without_news_are_on_the_page_of_a_relay(client: Client) -> None:
    relay = RelayFactory()
    works_for(client, relay.association)
    coming = a_booking(relay, days=5, booked=2)
    a_booking(relay, days=-5, booked=20)
    shown = page(client, relay)
    assert coming.showing.offer.title in shown
    assert "2 réservations en tout" in shown
    assert "1 sortie sans nouvelles" in shown
    assert "en sommeil" not in shown


def test_after_three_months_without_a_booking_sleep_is_proposed_to_the_team_and_done_by_a_press(client: Client) -> None:
    post = ReferentFactory()
    relay = post.structure
    a_booking(relay, days=-95, booked=100)
    client.force_login(post.user)
    assert "Passer « en sommeil »" not in page(client, relay)
    works_for(client, relay.association)
    assert "Passer « en sommeil »" in page(client, relay)
    client.post(reverse("network:move", args=[relay.pk]), {"stage": "dormant", "reason": "aucune réservation"})
    relay.refresh_from_db()
    assert relay.stage == Stage.DORMANT
    assert "Aucune réservation depuis" not in page(client, relay)


def test_a_partner_s_page_shows_its_next_dates(client: Client) -> None:
    partner = PartnerFactory()
    works_for(client, partner.association)
    assert "Aucune offre publiée" in page(client, partner)
    date = AllotmentFactory(
        showing__offer__association=partner.association,
        showing__offer__partner=partner,
        showing__starts_at=NOW + timedelta(days=5),
    ).showing
    assert date.offer.title in page(client, partner)


def test_the_page_costs_the_same_with_many_outings(client: Client, queries_stay_flat: Any) -> None:
    relay = RelayFactory()
    works_for(client, relay.association)

    def grow() -> None:
        for days in (3, 4, 5, -5):
            a_booking(relay, days=days, booked=9)

    grow()
    queries_stay_flat(lambda: page(client, relay), grow)
