"""What nobody ended, and what is kept past its term."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Permanence, Pick


@transaction.atomic
def close_forgotten(*, by: Actor, at: datetime) -> list[Permanence]:
    """Close the permanences that were left open for three days. What a tablet still holds asks to reopen them."""
    left = list(Permanence.objects.forgotten_open(at).select_for_update(of=("self",)).order_by("pk"))
    for permanence in left:
        permanence.closed_at = at
        permanence.save(update_fields=["closed_at"])
    journal.record_all(verbs.LEFT_OPEN, left, by=by, at=at)
    return left


@transaction.atomic
def forget_people(*, at: datetime) -> int:
    """Thirty days on, forget which choices were of the same person; three years on, who held the permanence.

    Returns how many rows lost something. The choices stay, as figures.
    """
    old = Pick.objects.filter(received_at__lt=Pick.personal_data["person"].before(at), person__isnull=False)
    before = Permanence.personal_data["opened_by"].before(at)
    held = Permanence.objects.filter(opened_at__lt=before, opened_by__isnull=False)
    return old.update(person=None) + held.update(opened_by=None)
