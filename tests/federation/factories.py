from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone

from pontdesarts.associations.models import FederationRole, Visit
from pontdesarts.federation.models import Archive
from tests.accounts.factories import SecureUserFactory
from tests.associations.factories import AssociationFactory

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


class FederationRoleFactory(factory.django.DjangoModelFactory[FederationRole]):
    class Meta:
        model = FederationRole

    user = factory.SubFactory(SecureUserFactory)
    since = SINCE


class VisitFactory(factory.django.DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    user = factory.LazyFunction(lambda: FederationRoleFactory().user)
    association = factory.SubFactory(AssociationFactory)
    reason = "aide au bilan"
    opened_at = factory.LazyFunction(timezone.now)
    until = factory.LazyAttribute(lambda visit: visit.opened_at + timedelta(hours=1))


class ArchiveFactory(factory.django.DjangoModelFactory[Archive]):
    class Meta:
        model = Archive

    association = factory.SubFactory(AssociationFactory)
    asked_at = factory.LazyFunction(timezone.now)
    made_at = factory.SelfAttribute("asked_at")
    digest = "0" * 64
