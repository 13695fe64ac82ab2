from datetime import UTC, datetime

import factory

from pontdesarts.presentations.models import Presentation
from tests.network.factories import PartnerFactory

SINCE = datetime(2026, 9, 1, tzinfo=UTC)


class PresentationFactory(factory.django.DjangoModelFactory[Presentation]):
    """Published."""

    class Meta:
        model = Presentation

    partner = factory.SubFactory(PartnerFactory)
    season = 2026
    programme = "Du théâtre et du cirque."
    actions = "Une visite des coulisses."
    created_at = SINCE
    changed_at = SINCE
    published_at = SINCE
