"""What is set aside of the list « À relancer », and addresses that work again."""

from datetime import date, datetime, timedelta

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.operations import mailings
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import verbs
from ..models import Care
from ..refusals import SnoozeRefused
from ..rules import PARIS

LONGEST = timedelta(days=366)


@transaction.atomic
def snooze(structure: Structure, *, until: date, by: Actor, at: datetime) -> Care:
    """Set the structure aside until that day, when it comes back on the list if something still calls for it. Raises
    `SnoozeRefused` for a day that is past, or more than a year ahead."""
    today = at.astimezone(PARIS).date()
    if not today < until <= today + LONGEST:
        raise SnoozeRefused("Choisissez un jour à venir, d'ici un an.")
    care, _ = Care.objects.update_or_create(structure=structure, defaults={"snoozed_until": until})
    journal.record(verbs.SNOOZED, structure, by=by, at=at, until=words.full_date(until))
    return care


@transaction.atomic
def wake(structure: Structure, *, by: Actor, at: datetime) -> None:
    """Put it back on the list."""
    if Care.objects.filter(structure=structure).exclude(snoozed_until=None).update(snoozed_until=None):
        journal.record(verbs.WOKEN, structure, by=by, at=at)


@transaction.atomic
def revive(structure: Structure, *, address: str, by: Actor, at: datetime) -> None:
    """Somebody checked: that address of the structure works again."""
    mailings.revive(address, at=at)
    journal.record(verbs.ADDRESS_REVIVED, structure, by=by, at=at)
