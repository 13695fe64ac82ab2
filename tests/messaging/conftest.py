from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from .provider import Carrier, carrying


@pytest.fixture
def carrier(settings: Settings) -> Iterator[Carrier]:
    """A provider of texts that we really call: `carrier.heard[0].fields["Body"]`."""
    with carrying(settings) as carrier:
        yield carrier
