"""Perimeters come, go, and enter into force on a day: where each structure stands is found anew."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.territory.perimeters import Perimeters

from ..models import Structure
from ..placing import place

BATCH = 1000
_SAID = ("area_state", "area_code", "area_vintage")


def place_again(*, at: datetime) -> int:
    """Every structure against the perimeters in force that day, which are read once; returns how many answers changed.

    Three queries for `BATCH` structures, a transaction each. Not in the journal: nobody decided anything.
    """
    on = timezone.localtime(at).date()
    perimeters = Perimeters.in_force(on)
    return sum(_place(keys, on, perimeters) for keys in _batches())


def _batches() -> Iterator[list[int]]:
    last = 0
    while True:
        keys = list(Structure.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield keys
        last = keys[-1]


@transaction.atomic
def _place(keys: list[int], on: date, perimeters: Perimeters) -> int:
    rows = Structure.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    changed = [structure for structure in rows if place(structure, on, perimeters)]
    Structure.objects.bulk_update(changed, _SAID)
    return len(changed)
