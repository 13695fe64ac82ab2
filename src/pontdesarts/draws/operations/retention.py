"""What is kept about people, past its term."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ..models import Draw, Wish

KEPT = timedelta(days=3 * 365)


@transaction.atomic
def forget_people(*, at: datetime) -> int:
    """Erase the pick-up names of wishes that will be drawn no more, and who made wishes three years ago; returns how
    many rows lost something. The wishes stay, as figures."""
    running = Draw.objects.running().values("pk")
    named = Wish.objects.exclude(pickup_sealed=None)
    over = named.filter(~Q(entrant__draw__in=running) | Q(lot__showing__starts_at__lt=at) | Q(lot__out_at__lt=at))
    names = over.update(pickup_sealed=None)
    return names + Wish.objects.filter(made_at__lt=at - KEPT, made_by__isnull=False).update(made_by=None)
