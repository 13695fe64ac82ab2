"""What relays did in a season, for the mail that proposes the next one."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import Q, Sum
from django.utils import timezone

from pontdesarts.membership.figures import Figures
from pontdesarts.network.models import Structure

from .models import Booking
from .rules import season_of


def figures_of(relays: Sequence[Structure], season: int, at: datetime) -> dict[int, Figures]:
    """Of the outings behind, held: one query for all these relays.

    Silence is counted apart: it is neither somebody who came nor somebody who did not.
    """
    first = timezone.make_aware(datetime.combine(season_of(date(season, 9, 1))[0], time()))
    last = timezone.make_aware(datetime.combine(season_of(date(season + 1, 9, 1))[0], time()))
    behind = Booking.objects.held().filter(
        relay__in=[relay.pk for relay in relays], showing__starts_at__gte=first, showing__starts_at__lt=min(last, at)
    )
    rows = (
        behind.order_by("relay")
        .values("relay")
        .annotate(
            booked=Sum("places"),
            present=Sum("came"),
            silent=Sum("places", filter=Q(came=None)),
        )
    )
    return {
        row["relay"]: Figures(booked=row["booked"] or 0, came=row["present"] or 0, unknown=row["silent"] or 0)
        for row in rows
    }
