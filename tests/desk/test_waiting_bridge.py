"""What waits for each on the passerelle and in supports."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bridge.models import Speaker, Thread
from pontdesarts.desk import waiting_bridge
from pontdesarts.desk.waiting import Waiting
from tests.associations.factories import StaffRoleFactory
from tests.bridge.factories import ThreadFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory
from tests.support.factories import StepFactory, SupportFactory

pytestmark = pytest.mark.django_db


def said(found: object) -> list[str]:
    return [each.sentence for each in found if isinstance(each, Waiting)]  # type: ignore[attr-defined]


def test_a_word_waits_for_the_side_that_did_not_speak_last() -> None:
    at, thread = timezone.now(), ThreadFactory(subject="Masques", last_speaker=Speaker.PARTNER)
    referent = ReferentFactory(structure=thread.relay).user
    coordinator = CoordinatorFactory(structure=thread.partner).user
    expected = ["« Masques » : on attend un mot de vous"]
    assert said(waiting_bridge.for_referent(referent, at)) == expected
    assert said(waiting_bridge.for_coordinator(coordinator)) == []
    Thread.objects.update(last_speaker=Speaker.RELAY)
    assert said(waiting_bridge.for_referent(referent, at)) == []
    assert said(waiting_bridge.for_coordinator(coordinator)) == expected
    Thread.objects.update(closed_at=at)
    assert said(waiting_bridge.for_coordinator(coordinator)) == []


def test_the_team_reads_how_many_are_silent_asked_and_late_and_a_reader_nothing() -> None:
    at, thread = timezone.now(), ThreadFactory()
    Thread.objects.update(spoke_at=at - timedelta(days=30))
    SupportFactory(structure=thread.relay, accepted_at=None)
    late = StepFactory(support__structure=thread.relay, due_on=at.date() - timedelta(days=2)).support
    StepFactory(support=late, due_on=at.date() - timedelta(days=3))
    SupportFactory(accepted_at=None)  # elsewhere
    team = StaffRoleFactory(association=thread.relay.association, role=StaffRole.Role.TEAM)
    assert said(waiting_bridge.for_staff(team, at)) == [
        "1 mise en relation sans nouvelles depuis 30 jours",
        "1 équipe demande un accompagnement",
        "1 accompagnement a une étape en retard",
    ]
    reader = StaffRoleFactory(association=thread.relay.association, role=StaffRole.Role.READER)
    assert said(waiting_bridge.for_staff(reader, at)) == []


def test_a_step_waits_for_the_accompanied_team_a_week_before() -> None:
    at, post = timezone.now(), ReferentFactory()
    today = timezone.localtime(at).date()
    StepFactory(support__structure=post.structure, what="Un minibus", due_on=today + timedelta(days=7))
    StepFactory(support__structure=post.structure, what="Plus tard", due_on=today + timedelta(days=8))
    StepFactory(support__structure=post.structure, what="Fait", due_on=today, done_at=at)
    found = said(waiting_bridge.for_referent(post.user, at))
    assert len(found) == 1
    assert found[0].startswith("Un minibus, pour le ")
