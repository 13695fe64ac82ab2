"""Two clicks, two workers, at the same instant: one membership, one signature, one mail."""

from decimal import Decimal

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.membership import operations, rules
from pontdesarts.membership.models import Charter, JoinRequest, Membership, Signature
from pontdesarts.membership.refusals import RequestRefused
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Structure
from tests.bookings.test_races import at_once
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW

from .factories import JoinRequestFactory

TEAM = Actor(label="Nadia, équipe")
SEASON = rules.season_at(NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_pressed_twice_at_once_is_done_once() -> None:
    relay = RelayFactory()
    asked = JoinRequestFactory(association=relay.association)
    campaign = operations.start_campaign(relay.association, season=SEASON, started_by=None, by=TEAM, at=NOW)

    def agree() -> object:
        return operations.agree(relay, season=SEASON + 1, by=TEAM, at=NOW)

    def sign() -> object:
        return operations.sign(relay, audience=Charter.For.RELAYS, version=1, name="Ana", by=TEAM, at=NOW)

    def propose() -> object:
        known = list(Structure.objects.filter(pk=relay.pk).select_related("association", "relay"))
        return operations.propose_season(campaign, known, fee=Decimal(0), by=TEAM, at=NOW)

    def accept() -> object:
        return operations.accept(JoinRequest.objects.get(pk=asked.pk), invite=False, by=TEAM, at=NOW)

    for act in (agree, sign):
        assert [error for error in at_once(act, act) if isinstance(error, Exception)] == []
    assert sorted(str(written) for written in at_once(propose, propose)) == ["0", "1"]
    refused = [error for error in at_once(accept, accept) if isinstance(error, Exception)]
    assert [type(error) for error in refused] == [RequestRefused]
    assert Membership.objects.count() == 2
    assert (Charter.objects.count(), Signature.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="membership.renew").count() == 1
    assert Structure.objects.count() == 2
