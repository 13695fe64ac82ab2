"""What waits for the team of who came: versions that differ, relays to call. Others read nothing of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB
from pontdesarts.outings import operations
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db


def home(client, user) -> str:
    client.force_login(user)
    return unescape(client.get(reverse("desk:home")).content.decode())


def test_the_team_reads_that_versions_differ_and_whom_to_call_and_nobody_else_does(client) -> None:
    relay, now = RelayFactory(), timezone.now()
    team = StaffRoleFactory(role=StaffRole.Role.TEAM, association=relay.association)
    assert "versions diffèrent" not in home(client, team.user)
    for days in (10, 20, 30):
        operations.tell(past(relay, days=days), came=0, via=Claim.Via.PAGE, by=JOB, at=now)
    booking = past(relay)
    for came, source in ((4, Claim.Source.REFERENT), (3, Claim.Source.DOOR)):
        said = [Said(booking, came)]
        at = now - timedelta(hours=came)
        operations.claim(booking.showing, said, source=source, via=Claim.Via.PAGE, by=JOB, at=at)
    shown = home(client, team.user)
    assert "1 sortie : qui est venu ? Les versions diffèrent" in shown
    assert "1 relais à appeler" in shown
    reader = StaffRoleFactory(role=StaffRole.Role.READER, association=relay.association)
    for other in (reader.user, StaffRoleFactory(role=StaffRole.Role.TEAM).user):
        assert "versions diffèrent" not in home(client, other)
        assert "à appeler" not in home(client, other)
