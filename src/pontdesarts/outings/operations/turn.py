"""The guard and the cap of all that is written to a referent about their outings."""

from datetime import date, datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure

from .. import owed
from ..models import Asked


@transaction.atomic
def take_turn(user: User, *, kind: Asked.Kind, period: date, at: datetime) -> Asked | None:
    """Write that the referent is written to now, for this kind and period: a part of what writes to them, in the same
    transaction. ``None`` when they were already, or when the month is full: nothing may leave then.

    Reminders before an outing help the person: they neither count nor are held back. One at a time for each person: who
    counts waits for who writes.
    """
    _lock(user)
    mine = Asked.objects.filter(user=user)
    if mine.filter(kind=kind, period=period).exists():
        return None
    counted = mine.lately(at).exclude(kind=Asked.Kind.BEFORE).count()
    if kind != Asked.Kind.BEFORE and counted >= _most(user):
        return None
    return Asked.objects.create(user=user, kind=kind, period=period, sent_at=at)


def _lock(user: User) -> None:
    """Until the transaction ends, nobody else counts what this person was sent."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _most(user: User) -> int:
    """In thirty days. Whoever serves relays of several associations has the smallest of their numbers."""
    relays = Structure.objects.served_by(user).order_by().values("association")
    rhythms = owed.rhythms_of(Association.objects.filter(pk__in=relays).order_by("pk"))
    return min((rhythm.most_mails_a_month for rhythm in rhythms.values()), default=0)
