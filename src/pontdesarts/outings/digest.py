"""What the answers of a quarter served, to be told to those who gave them: never a number below 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.network.models import Structure

from . import months, periods
from .models import Impression

SMALLEST = 5
MOST_WORDS = 2


@dataclass(frozen=True)
class Served:
    """``told`` and ``used`` of the relays written to, then of all their association: outings told, seats used,
    impressions passed on to venues. A number below 5 is 0, and is not said; nor one that says, less that of the relays
    written to, of fewer than 5 others. ``words`` are published ones, of dates to which five people came."""

    told: int
    used: int
    all_told: int
    all_used: int
    passed_on: int
    words: tuple[str, ...] = ()


def of(relays: Sequence[Structure], first: date, at: datetime) -> Served:
    """The quarter that begins on ``first``, of relays of one referent."""
    last = periods.month_after(periods.month_after(periods.month_after(first)))
    quarter = months.between(first, last, at)
    associations = [relay.association_id for relay in relays]
    mine = _counted(quarter.filter(relay__in=relays))
    every = _counted(quarter.filter(relay__association__in=associations))
    published = Impression.objects.published().filter(showing__in=quarter.order_by().values("showing")).exclude(text="")
    came = Booking.objects.held().filter(showing=OuterRef("showing")).order_by().values("showing")
    of_many = published.annotate(went=Subquery(came.annotate(people=Sum("came")).values("people")))
    ours = of_many.filter(went__gte=SMALLEST, booking__relay__association__in=associations)
    return Served(
        told=mine["told"] or 0,
        used=_said(mine["used"]),
        all_told=_said_beside(every["told"], mine["told"]),
        all_used=_said_beside(every["used"], mine["used"]),
        passed_on=_said(ours.count()),
        words=tuple(ours.order_by("-moderated_at", "-pk").values_list("text", flat=True)[:MOST_WORDS]),
    )


def _counted(bookings: BookingQuerySet) -> dict[str, int | None]:
    return bookings.aggregate(told=Count("pk", filter=Q(told_at__isnull=False)), used=Sum("came"))


def _said(number: int | None) -> int:
    return number if number and number >= SMALLEST else 0


def _said_beside(every: int | None, mine: int | None) -> int:
    """A number of all, for whoever knows their own part of it."""
    others = (every or 0) - (mine or 0)
    return _said(every) if others == 0 or others >= SMALLEST else 0
