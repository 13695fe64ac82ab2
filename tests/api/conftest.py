from datetime import timedelta

import pytest
from django.utils import timezone

from pontdesarts.api.models import Token
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from tests.api.factories import TokenFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import AllotmentFactory


@pytest.fixture
def showing(db: None) -> Showing:
    """A date with ten places, open for booking today, twelve days ahead."""
    now = timezone.now()
    offered = AllotmentFactory(showing__starts_at=now + timedelta(days=12), opens_at=now - timedelta(days=9))
    made: Showing = offered.showing
    return made


@pytest.fixture
def relay(showing: Showing) -> Structure:
    return RelayFactory(association=showing.offer.association)


@pytest.fixture
def token(showing: Showing) -> Token:
    """Of the association, with every right."""
    return TokenFactory(association=showing.offer.association)


@pytest.fixture
def of_partner(showing: Showing) -> Token:
    """Of the venue's ticketing system."""
    return TokenFactory(partner=showing.offer.partner)
