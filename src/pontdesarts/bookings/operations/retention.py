"""What is kept about professionals, past its term."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ..models import Ask, Booking, ListSending


@transaction.atomic
def forget_professionals(*, at: datetime) -> int:
    """Three years on, forget who booked or asked, for whom, where each list was sent; returns how many rows lost it.

    The bookings, the asks and the sendings stay, as figures: how many places, when, for which relay.
    """
    goes = Q(booked_for__isnull=False)
    booked = Booking.objects.filter(
        goes | Q(booked_by__isnull=False), booked_at__lt=Booking.personal_data["booked_by"].before(at)
    )
    asked = Ask.objects.filter(goes | Q(asked_by__isnull=False), asked_at__lt=Ask.personal_data["asked_by"].before(at))
    forgotten = booked.update(booked_by=None, booked_for=None) + asked.update(asked_by=None, booked_for=None)
    sent = ListSending.objects.filter(sent_at__lt=ListSending.personal_data["to"].before(at))
    return forgotten + sent.exclude(to="").update(to="")
