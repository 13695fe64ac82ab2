"""The usual evening: it is ten in the morning in Paris, a play begins tonight at eight, booking closed yesterday with
four of ten places taken."""

from datetime import UTC, datetime, timedelta

import factory

from pontdesarts.last_minute.models import Alert, Release
from pontdesarts.programme.models import Allotment
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

TONIGHT = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
UNTIL = TONIGHT - timedelta(hours=1)


class ClosedFactory(AllotmentFactory):
    """Closed, for tonight: of ten places, six were not booked."""

    class Meta:
        model = Allotment

    showing__starts_at = TONIGHT
    showing__offer__venue__capacity = 100
    showing__offer__venue__last_departure = "RER A, 0 h 30"
    opens_at = NOW - timedelta(days=20)
    closes_at = NOW - timedelta(days=1)
    places = 10


class ReleaseFactory(factory.django.DjangoModelFactory[Release]):
    class Meta:
        model = Release

    showing = factory.LazyFunction(lambda: ClosedFactory().showing)
    places = 6
    before = 10
    after = 6
    released_at = NOW
    released_by = "Nadia, équipe"
    until = UNTIL


class AlertFactory(factory.django.DjangoModelFactory[Alert]):
    class Meta:
        model = Alert

    release = factory.SubFactory(ReleaseFactory)
    relay = factory.LazyAttribute(lambda a: RelayFactory(association=a.release.showing.offer.association))
    user = factory.LazyAttribute(lambda a: ReferentFactory(structure=a.relay).user)
    sent_at = NOW
    why = Alert.Why.VENUE
