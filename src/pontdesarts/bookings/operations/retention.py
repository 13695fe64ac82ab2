"""What is kept about professionals, past its term."""

from datetime import datetime, timedelta

from django.db import transaction

from ..models import Booking, ListSending

KEPT = timedelta(days=3 * 365)


@transaction.atomic
def forget_professionals(*, at: datetime) -> int:
    """Three years on, forget who booked and where each list was sent; returns how many rows lost it.

    The bookings and the sendings stay, as figures: how many places, when, for which relay.
    """
    before = at - KEPT
    booked = Booking.objects.filter(booked_at__lt=before, booked_by__isnull=False).update(booked_by=None)
    sent = ListSending.objects.filter(sent_at__lt=before).exclude(to="").update(to="")
    return booked + sent
