"""A suspension is somebody's decision, with a reason, an end and a notice; it ends by itself on the day said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from pontdesarts.bookings import conditions
from pontdesarts.bookings.refusals import RelayRefused
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network import operations, tasks
from pontdesarts.network.models import RelayProfile, Structure
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
UNTIL = date(2026, 12, 3)
NADIA = Actor(label="Nadia Belkacem")


@pytest.fixture
def relay() -> Structure:
    return RelayFactory(name="Les Tilleuls")


def suspend(relay, *, reason="Trois absences", until=UNTIL, at=AT) -> RelayProfile:
    return operations.suspend(relay.relay, reason=reason, until=until, by=NADIA, at=at)


@pytest.mark.parametrize(
    ("reason", "until"),
    [(" ", UNTIL), ("Trois absences", AT.date()), ("Trois absences", AT.date() + timedelta(days=400))],
)
def test_without_a_reason_or_an_end_ahead_within_the_year_nobody_is_suspended(relay, reason, until) -> None:
    with pytest.raises(operations.StructureRefused):
        suspend(relay, reason=reason, until=until)
    assert not Structure.objects.get().is_suspended


def test_until_that_day_bookings_are_refused_and_say_it(relay) -> None:
    suspend(relay)
    showing = AllotmentFactory(showing__offer__association=relay.association).showing
    with pytest.raises(RelayRefused, match="jusqu'au jeudi 3 décembre"):
        conditions.refuse_relay(Structure.objects.get(pk=relay.pk), showing)


def test_the_notice_goes_to_each_referent_or_to_the_relay_when_it_has_none(relay, jobs, mailoutbox) -> None:
    suspend(relay)
    posts = [ReferentFactory(structure=relay) for _ in range(2)]
    ReferentFactory(structure=relay, ended_at=AT)
    suspend(relay, reason="Encore une")
    jobs.run()
    told = [(mail.to[0], "Encore une" in mail.body) for mail in mailoutbox]
    assert sorted(told) == sorted([(relay.email, False), *((post.user.email, True) for post in posts)])
    assert str(Entry.objects.about(relay)[0]) == (
        "Nadia Belkacem a suspendu les réservations jusqu'au 3 décembre 2026 : Encore une"
    )


def test_it_ends_by_itself_on_the_day_said_not_before_with_a_line_and_a_mail(relay, jobs, mailoutbox) -> None:
    profile = suspend(relay)
    jobs.run()
    eve = datetime(2026, 12, 2, 22, 30, tzinfo=UTC)
    operations.resume_at_term(profile, by=JOB, at=eve)
    assert Structure.objects.get().is_suspended
    operations.resume_at_term(profile, by=JOB, at=eve + timedelta(hours=1))
    assert not Structure.objects.get().is_suspended
    jobs.run()
    assert mailoutbox[-1].subject == "Les Tilleuls : vous pouvez à nouveau réserver"
    assert str(Entry.objects.about(relay)[0]) == "Pont des Arts a rétabli les réservations"


def test_the_job_ends_those_that_are_due_and_no_other(relay) -> None:
    suspend(relay, at=timezone.now() - timedelta(days=9), until=timezone.localdate())
    other = RelayFactory(association=relay.association)
    suspend(other, at=timezone.now(), until=timezone.localdate() + timedelta(days=1))
    RelayProfile.objects.filter(structure=RelayFactory()).update(suspended_at=AT)
    tasks.end_suspensions(timestamp=0)
    assert RelayProfile.objects.filter(suspended_at=None).get().structure == relay


def test_what_was_put_off_meanwhile_is_not_ended_by_a_job_that_looked_before(relay) -> None:
    looked = suspend(relay)
    suspend(relay, until=UNTIL + timedelta(days=30))
    operations.resume_at_term(looked, by=JOB, at=datetime(2026, 12, 3, 12, tzinfo=UTC))
    assert Structure.objects.get().is_suspended
