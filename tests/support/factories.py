from datetime import UTC, datetime

import factory

from pontdesarts.support.models import Step, Support, Visit
from tests.network.factories import RelayFactory

SINCE = datetime(2026, 11, 1, 9, tzinfo=UTC)


class SupportFactory(factory.django.DjangoModelFactory[Support]):
    """Begun, with nothing written yet."""

    class Meta:
        model = Support

    structure = factory.SubFactory(RelayFactory)
    subject = "Sortir le soir"
    request = "Les résidents rentrent à 19 h."
    asked_at = SINCE
    accepted_at = SINCE
    moved_at = SINCE


class StepFactory(factory.django.DjangoModelFactory[Step]):
    class Meta:
        model = Step

    support = factory.SubFactory(SupportFactory)
    what = factory.Sequence(lambda n: f"Étape {n}")
    who = "Awa"


class VisitFactory(factory.django.DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    support = factory.SubFactory(SupportFactory)
    visited_on = SINCE.date()
    who = "Nadia"
    seen = "Une équipe de six, un minibus."
    noted_at = SINCE
