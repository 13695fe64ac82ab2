"""What is kept about professionals, past its term."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ..models import Ask, Booking, ListSending

KEPT = timedelta(days=3 * 365)


@transaction.atomic
def forget_professionals(*, at: datetime) -> int:
    """Three years on, forget who booked or asked, for whom, where each list was sent; returns how many rows lost it.

    The bookings, the asks and the sendings stay, as figures: how many places, when, for which relay.
    """
    before = at - KEPT
    goes = Q(booked_for__isnull=False)
    booked = Booking.objects.filter(goes | Q(booked_by__isnull=False), booked_at__lt=before)
    asked = Ask.objects.filter(goes | Q(asked_by__isnull=False), asked_at__lt=before)
    forgotten = booked.update(booked_by=None, booked_for=None) + asked.update(asked_by=None, booked_for=None)
    sent = ListSending.objects.filter(sent_at__lt=before).exclude(to="").update(to="")
    return forgotten + sent
