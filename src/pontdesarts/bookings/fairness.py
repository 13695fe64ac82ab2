"""What helps to share places fairly among those who ask: figures of the relay, never who it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Sum
from django.utils import timezone

from . import rules
from .models import Ask, Booking


@dataclass(frozen=True)
class Facts:
    """``received`` places this season, all outings together; ``priority`` when the relay is in a priority area."""

    received: int
    priority: bool
    first_outing: bool


def received(relays: Iterable[int], at: datetime) -> dict[int, int]:
    """The places that each relay holds this season, past outings and outings to come."""
    first, last = rules.season_of(timezone.localtime(at).date())
    held = Booking.objects.held().filter(
        relay__in=list(relays),
        showing__starts_at__gte=timezone.make_aware(datetime.combine(first, time.min)),
        showing__starts_at__lte=timezone.make_aware(datetime.combine(last, time.max)),
    )
    return dict(held.order_by("relay").values_list("relay").annotate(Sum("places")))


def of(asks: Iterable[Ask], at: datetime) -> dict[int, Facts]:
    """The facts of each ask, by its key. The relay's profile is read with the ask."""
    asks = list(asks)
    places = received({ask.relay_id for ask in asks}, at)
    return {
        ask.pk: Facts(
            received=places.get(ask.relay_id, 0),
            priority=bool(ask.relay.relay.priority_area),
            first_outing=ask.first_outing is True,
        )
        for ask in asks
    }
