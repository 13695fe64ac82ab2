"""What came of it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.verbs import Verb
from pontdesarts.ui import words

from .. import verbs
from ..models import Thread
from ..refusals import ThreadRefused

MOST_PEOPLE = 5000


@transaction.atomic
def tell_held(thread: Thread, *, held_on: date, people: int | None, came_of_it: str, by: Actor, at: datetime) -> Thread:
    """It took place that day. ``people`` is None when nobody counted. Raises `ThreadRefused` for a day to come."""
    if held_on > timezone.localtime(at).date():
        raise ThreadRefused("Ce jour n'est pas encore venu.", "Notez la suite une fois que cela a eu lieu.")
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise ThreadRefused("Ce nombre de personnes ne se peut pas.", f"Écrivez un nombre de 0 à {MOST_PEOPLE}.")
    told = words.full_date(held_on)
    if people is not None:
        told = f"{told}, {words.counted(people, 'personne', 'personnes')}"
    values = {"held": True, "held_on": held_on, "people": people, "came_of_it": came_of_it.strip()}
    return _tell(thread, values, verbs.HELD, by=by, at=at, told=told)


@transaction.atomic
def tell_not_held(thread: Thread, *, why: str, by: Actor, at: datetime) -> Thread:
    """Nothing came of it, and why. Raises `ThreadRefused` without a reason."""
    if not why.strip():
        raise ThreadRefused("Il manque la raison.", "Dites en une phrase pourquoi cela ne s'est pas fait.")
    values = {"held": False, "held_on": None, "people": None, "came_of_it": why.strip()}
    return _tell(thread, values, verbs.NOT_HELD, by=by, at=at)


@transaction.atomic
def undo_outcome(thread: Thread, *, by: Actor, at: datetime) -> Thread:
    """It was noted by mistake: nobody said yet."""
    thread = _locked(thread)
    if thread.held is None:
        return thread
    values = {"held": None, "held_on": None, "people": None, "came_of_it": "", "told_at": None}
    return _save(thread, values, verbs.OUTCOME_UNDONE, by=by, at=at)


@transaction.atomic
def close(thread: Thread, *, by: Actor, at: datetime) -> Thread:
    """Nobody writes any more; it stays readable. Closed already, nothing happens."""
    thread = _locked(thread)
    return thread if thread.closed_at else _save(thread, {"closed_at": at}, verbs.CLOSED, by=by, at=at)


@transaction.atomic
def reopen(thread: Thread, *, by: Actor, at: datetime) -> Thread:
    """One writes again; the month of silence is counted from now."""
    thread = _locked(thread)
    if thread.closed_at is None:
        return thread
    return _save(thread, {"closed_at": None, "spoke_at": at}, verbs.REOPENED, by=by, at=at)


def _tell(
    thread: Thread, values: Mapping[str, object], verb: Verb, *, by: Actor, at: datetime, **data: object
) -> Thread:
    thread = _locked(thread)
    if all(getattr(thread, name) == value for name, value in values.items()):
        return thread
    return _save(thread, {**values, "told_at": at}, verb, by=by, at=at, **data)


def _save(
    thread: Thread, values: Mapping[str, object], verb: Verb, *, by: Actor, at: datetime, **data: object
) -> Thread:
    for name, value in values.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(values))
    journal.record(verb, thread, by=by, at=at, **data)
    return thread


def _locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
