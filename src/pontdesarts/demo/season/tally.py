"""A date of these last days whose list was printed, ticked at the desk, and waits for its photo."""

from datetime import timedelta

from django.db.models import Count, Q

from pontdesarts.bookings import guests
from pontdesarts.journal.actors import JOB
from pontdesarts.programme.models import Showing
from pontdesarts.tally import operations

from ..people import VAL_DE_MARNE
from .clock import Clock

_RECENT = timedelta(days=4)
_AT_THE_DESK = timedelta(hours=3)


def print_list(clock: Clock) -> None:
    """The list of the date of which least is known, as it was printed for that evening."""
    showing = _least_known(clock)
    if showing:
        operations.print_sheet(showing, guests.of(showing), by=JOB, at=showing.starts_at - _AT_THE_DESK)


def _least_known(clock: Clock) -> Showing | None:
    unknown = Count("bookings", filter=Q(bookings__cancelled_at=None, bookings__told_at=None))
    recent = Showing.objects.held().filter(
        offer__association__slug=VAL_DE_MARNE,
        offer__open_dated=False,
        offer__partner__isnull=False,
        starts_at__gt=clock.now - _RECENT,
        starts_at__lt=clock.ago(0, 3),
    )
    return recent.annotate(unknown=unknown).filter(unknown__gt=0).order_by("-unknown", "-starts_at", "pk").first()
