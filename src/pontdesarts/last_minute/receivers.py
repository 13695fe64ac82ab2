"""What comes back after closing opens the date again: in the same transaction, the allotment locked."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from pontdesarts.bookings.signals import places_came_back
from pontdesarts.journal.actors import JOB
from pontdesarts.programme.models import Showing

from . import operations


@receiver(places_came_back)
def open_the_date_again(
    *, showing: Showing, places: int, at: datetime, wheelchair: int | None = None, **_: Any
) -> None:
    # by the product: whoever gave places back released nothing, and the venue need not know who did
    operations.reopen(showing, places=places, wheelchair=wheelchair, by=JOB, at=at)
