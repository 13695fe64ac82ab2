from datetime import UTC, datetime

import factory

from pontdesarts.supporters.models import Circle, Idea, Interest, Supporter
from tests.associations.factories import AssociationFactory

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


class CircleFactory(factory.django.DjangoModelFactory[Circle]):
    """Open to the public."""

    class Meta:
        model = Circle

    association = factory.SubFactory(AssociationFactory)
    opened_at = SINCE


class SupporterFactory(factory.django.DjangoModelFactory[Supporter]):
    """Confirmed."""

    class Meta:
        model = Supporter

    association = factory.SubFactory(AssociationFactory)
    name = "Inès Morel"
    email = factory.Sequence(lambda n: f"ines{n}@example.org")
    interests = [Interest.MEET]
    asked_at = SINCE
    confirmed_at = SINCE
    last_sign_at = SINCE


class IdeaFactory(factory.django.DjangoModelFactory[Idea]):
    class Meta:
        model = Idea

    supporter = factory.SubFactory(SupporterFactory)
    text = "Un goûter après le spectacle."
    sent_at = SINCE
