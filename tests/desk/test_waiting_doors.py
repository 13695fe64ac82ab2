"""A venue finds on its home whom to welcome now, and the dates that it has not counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.desk.waiting_doors import for_coordinator
from pontdesarts.journal.actors import JOB
from pontdesarts.outings import operations as outings
from tests.doors.factories import HOUR, evening
from tests.network.factories import CoordinatorFactory

pytestmark = pytest.mark.django_db


def test_tonight_is_to_welcome_and_last_night_is_to_count_until_it_is() -> None:
    at = timezone.now()
    tonight = evening(at=at, showing__offer__title="Bérénice")
    offer = tonight.offer
    last_night = evening(at=at, starts_in=-20 * HOUR, showing__offer=offer)
    evening(at=at - timedelta(days=9), showing__offer=offer)  # too long ago
    evening(at=at, starts_in=30 * HOUR, showing__offer=offer)  # tomorrow
    evening(at=at)  # somebody else's
    user = CoordinatorFactory(structure=offer.partner).user
    welcome, count = for_coordinator(user, at)
    assert welcome.href == reverse("doors:door", args=[tonight.pk])
    assert "8 personnes à accueillir" in welcome.sentence
    assert count.sentence == "1 date passée : combien de personnes sont venues ?"
    outings.count(last_night, 8, by=JOB, at=at)
    assert [one.action for one in for_coordinator(user, at)] == ["Accueillir le public"]
