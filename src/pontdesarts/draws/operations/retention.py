"""What is kept about people, past its term."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ..models import Draw, Wish


@transaction.atomic
def forget_people(*, at: datetime) -> int:
    """Erase the pick-up names of wishes that will be drawn no more, and who made wishes three years ago; returns how
    many rows lost something. The wishes stay, as figures."""
    running = Draw.objects.running().values("pk")
    named = Wish.objects.exclude(pickup_sealed=None)
    over = named.filter(~Q(entrant__draw__in=running) | Q(lot__showing__starts_at__lt=at) | Q(lot__out_at__lt=at))
    names = over.update(pickup_sealed=None)
    old = Wish.objects.filter(made_at__lt=Wish.personal_data["made_by"].before(at), made_by__isnull=False)
    return names + old.update(made_by=None)
