"""What bookings do, heard here."""

from collections.abc import Sequence
from datetime import datetime

from django.dispatch import receiver

from pontdesarts.bookings import signals
from pontdesarts.bookings.guests import Guest
from pontdesarts.journal.actors import JOB
from pontdesarts.programme.models import Showing

from . import operations


@receiver(signals.list_leaves, dispatch_uid="tally.give_an_identity")
def give_an_identity(*, showing: Showing, guests: Sequence[Guest], at: datetime, **_: object) -> str:
    """The list that is mailed can come back as a photo, as one that is printed from its page."""
    return operations.print_sheet(showing, guests, by=JOB, at=at).identity if guests else ""
