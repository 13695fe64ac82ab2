"""How an association asks who came: the direction changes it, the page says what it gives. Unknown stays unknown."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.models import Entry
from pontdesarts.outings.meaning import meaning
from pontdesarts.outings.models import Rhythm
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

TYPED = {
    "before_days": "3",
    "ask_after_days": "2",
    "statement_months": "2",
    "most_mails_a_month": "4",
    "order": "referent door venue",
    "absences": "5",
}


@pytest.fixture
def direction(client) -> StaffRole:
    role = StaffRoleFactory(role=StaffRole.Role.DIRECTION)
    client.force_login(role.user)
    return role


def page(role) -> str:
    return reverse("outings:rhythm", args=[role.association.slug])


def test_the_direction_changes_the_rhythm_and_the_page_says_what_it_gives(client, direction) -> None:
    assert "le lendemain" in client.get(page(direction)).content.decode()
    preview = unescape(client.post(page(direction), TYPED | {"preview": "1"}).content.decode())
    assert "2 jours après" in preview
    assert "la réponse du relais passe d'abord" in preview
    assert not Rhythm.objects.exists()
    client.post(page(direction), TYPED)
    own = Rhythm.objects.get()
    assert (own.ask_after_days, own.statement_months, own.quarterly, own.most_mails_a_month) == (2, 2, False, 4)
    assert own.order == ["referent", "door", "venue"]
    assert "a changé le rythme des retours" in str(Entry.objects.about(direction.association)[0])


@pytest.mark.parametrize(
    "slip",
    [
        {"before_days": "-1"},
        {"ask_after_days": "0"},
        {"most_mails_a_month": "0"},
        {"statement_months": "3"},
        {"order": "door door venue"},
        {"order": "team"},
        {"absences": "9" * 30},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(client, direction, slip) -> None:
    answered = client.post(page(direction), TYPED | slip)
    assert answered.status_code == 200
    assert ('value="4"' in answered.content.decode()) or "most_mails_a_month" in slip
    assert not Rhythm.objects.exists()


def test_the_team_reads_and_another_association_does_not(client, direction) -> None:
    client.force_login(StaffRoleFactory(role=StaffRole.Role.TEAM, association=direction.association).user)
    shown = client.get(page(direction)).content.decode()
    assert "La direction de l'association change ces réglages" in shown
    assert client.post(page(direction), TYPED).status_code == 403
    client.force_login(StaffRoleFactory(role=StaffRole.Role.DIRECTION).user)
    assert client.get(page(direction)).status_code == 404
    assert not Rhythm.objects.exists()


def test_each_setting_may_be_never_and_is_said_so() -> None:
    never = Rhythm(before_days=0, statement_months=0, quarterly=False, absences=0)
    said = " ".join(meaning(never))
    for sentence in ("Aucun rappel", "Aucun relevé", "ne part pas", "n'avertissent personne"):
        assert sentence in said


def test_no_job_ever_turns_unknown_into_anything() -> None:
    """Every job that runs by itself runs over outings of every age: nothing about who came has moved."""
    at = timezone.now()
    relay = RelayFactory()
    ReferentFactory(structure=relay)
    for days in (0.1, 1, 3, 8, 20, 40, 100, 200, 400, 800, 1200):
        past(relay, days=days, at=at)
    cancelled = past(relay, days=9, at=at)
    Booking.objects.filter(pk=cancelled.pk).update(cancelled_at=at - timedelta(days=10))
    world = list(Booking.objects.order_by("pk").values_list("pk", "came", "excused", "told_at", "cancelled_at"))
    names = {periodic.task.name for periodic in app.periodic_registry.periodic_tasks.values()}
    assert {"outings.ask_daily", "outings.write_letters", "outings.forget", "network.end_suspensions"} <= names
    for periodic in app.periodic_registry.periodic_tasks.values():
        if periodic.task.name.split(".")[0] in ("outings", "bookings", "doors", "tally", "impressions", "network"):
            periodic.task.func(timestamp=int(at.timestamp()))
    assert list(Booking.objects.order_by("pk").values_list("pk", "came", "excused", "told_at", "cancelled_at")) == world
