"""« Retours du mois »: how many outings of each relay somebody told of, and whom to call."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking, BookingQuerySet


@dataclass(frozen=True)
class OfRelay:
    """A relay's outings of the month that are over."""

    pk: int
    name: str
    phone: str
    outings: int
    told: int
    places: int
    came: int

    @property
    def unknown(self) -> int:
        return self.outings - self.told

    @property
    def rate(self) -> int:
        return 100 * self.told // self.outings


@dataclass(frozen=True)
class Closing:
    """A month of an association, the relays with most left to tell first."""

    relays: list[OfRelay]

    @property
    def outings(self) -> int:
        return sum(relay.outings for relay in self.relays)

    @property
    def told(self) -> int:
        return sum(relay.told for relay in self.relays)

    @property
    def unknown(self) -> int:
        return self.outings - self.told

    @property
    def rate(self) -> int:
        return 100 * self.told // self.outings if self.outings else 0

    @property
    def to_call(self) -> list[OfRelay]:
        return [relay for relay in self.relays if relay.unknown]


def between(first: date, last: date, at: datetime) -> BookingQuerySet:
    """Held, over at ``at``, and over from ``first`` to before ``last``, on the clock of the wall."""
    begin, end = _midnight(first), _midnight(last)
    once = Q(showing__offer__open_dated=False, showing__starts_at__gte=begin, showing__starts_at__lt=end)
    period = Q(showing__offer__open_dated=True, showing__ends_at__gte=begin, showing__ends_at__lt=end)
    return Booking.objects.held().past(at).filter(once | period)


def closing(association: Association, first: date, last: date, at: datetime) -> Closing:
    """One query, however many relays."""
    found = (
        between(first, last, at)
        .filter(relay__association=association)
        .order_by()
        .values("relay", name=F("relay__name"), phone=F("relay__phone"), sort=F("relay__sort_name"))
        .annotate(
            outings=Count("pk"),
            told=Count("pk", filter=Q(told_at__isnull=False)),
            seats=Sum("places"),
            used=Sum("came"),
        )
    )
    rows = sorted(found, key=lambda row: (row["told"] - row["outings"], row["sort"], row["relay"]))
    return Closing(
        [
            OfRelay(
                pk=row["relay"],
                name=row["name"],
                phone=row["phone"],
                outings=row["outings"],
                told=row["told"],
                places=row["seats"],
                came=row["used"] or 0,
            )
            for row in rows
        ]
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
