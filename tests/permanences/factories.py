"""A permanence under way, in November 2026."""

from uuid import uuid4

import factory

from pontdesarts.permanences.models import Permanence
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW


class PermanenceFactory(factory.django.DjangoModelFactory[Permanence]):
    class Meta:
        model = Permanence

    request_id = factory.LazyFunction(uuid4)
    relay = factory.SubFactory(RelayFactory)
    opened_at = NOW
