"""Both sides click at the same instant: one thread, and each is mailed once."""

import pytest

from pontdesarts.bridge import operations
from pontdesarts.bridge.models import Speaker, Thread
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import Message
from tests.bookings.test_races import at_once

from .factories import SINCE, NeedFactory, OfferedFactory

TEAM = Actor(label="Nadia, équipe")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_from_both_sides_open_one_thread() -> None:
    offer = OfferedFactory()
    need = NeedFactory(structure__association=offer.structure.association)
    sides = ((offer, need, Speaker.RELAY), (need, offer, Speaker.PARTNER)) * 2
    acts = [
        lambda one=one, other=other, speaker=speaker: operations.connect(
            one, other=other, speaker=speaker, by=TEAM, at=SINCE
        )
        for one, other, speaker in sides
    ]
    opened = Thread.objects.all
    assert set(at_once(*acts)) == {opened().get()}
    assert Message.objects.filter(kind="bridge.opened").count() == 2
    # the control: a thread is not unique by itself, the lock makes it so
    Thread.objects.create(**{name: getattr(opened().get(), name) for name in COPIED})
    assert opened().count() == 2


COPIED = ("partner", "relay", "offer", "need", "subject", "opened_at", "spoke_at", "last_speaker")
