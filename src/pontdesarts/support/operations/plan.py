"""The plan of a support, and the visits."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import verbs
from ..holding import begun
from ..models import Step, Support, Visit
from ..refusals import SupportRefused

MOST_STEPS = 60


@transaction.atomic
def add_step(support: Support, *, what: str, who: str, due_on: date | None, by: Actor, at: datetime) -> Step:
    """Add a step; the same one, not done yet, is there once. Raises `SupportRefused`."""
    support = begun(support)
    again = support.steps.filter(what=what, who=who, due_on=due_on, done_at=None)
    if (there := again.order_by("pk").first()) is not None:
        return there
    if support.steps.count() >= MOST_STEPS:
        raise SupportRefused(f"Un plan a {MOST_STEPS} étapes au plus.", "Retirez celles qui ne servent plus.")
    step = Step.objects.create(support=support, what=what, who=who, due_on=due_on)
    _moved(support, at)
    journal.record(verbs.STEP_ADDED, support, by=by, at=at, step=what)
    return step


@transaction.atomic
def change_step(step: Step, *, what: str, who: str, due_on: date | None, by: Actor, at: datetime) -> Step:
    """Say it otherwise, or for another day. Unchanged, nothing is written. Raises `SupportRefused`."""
    support = begun(step.support)
    step = Step.objects.get(pk=step.pk)
    if (step.what, step.who, step.due_on) == (what, who, due_on):
        return step
    step.what, step.who, step.due_on = what, who, due_on
    step.save(update_fields=["what", "who", "due_on"])
    _moved(support, at)
    journal.record(verbs.STEP_CHANGED, support, by=by, at=at, step=what)
    return step


@transaction.atomic
def mark_step(step: Step, *, done: bool, by: Actor, at: datetime) -> Step:
    """Done, or to do again. Marked so already, nothing happens. Raises `SupportRefused`."""
    support = begun(step.support)
    step = Step.objects.get(pk=step.pk)
    if (step.done_at is not None) == done:
        return step
    step.done_at = at if done else None
    step.save(update_fields=["done_at"])
    _moved(support, at)
    journal.record(verbs.STEP_DONE if done else verbs.STEP_UNDONE, support, by=by, at=at, step=step.what)
    return step


@transaction.atomic
def remove_step(step: Step, *, by: Actor, at: datetime) -> None:
    """It is no part of the plan any more. Gone already, nothing happens. Raises `SupportRefused`."""
    support = begun(step.support)
    gone, _ = Step.objects.filter(pk=step.pk).delete()
    if gone:
        _moved(support, at)
        journal.record(verbs.STEP_REMOVED, support, by=by, at=at, step=step.what)


@transaction.atomic
def note_visit(support: Support, *, visited_on: date, who: str, seen: str, by: Actor, at: datetime) -> Visit:
    """Somebody went there. The same visit is noted once. Raises `SupportRefused` for a day to come."""
    support, seen = begun(support), seen.strip()
    if visited_on > timezone.localtime(at).date():
        raise SupportRefused("Ce jour n'est pas encore venu.", "Notez la visite une fois faite ; le plan dit l'avenir.")
    there = support.visits.filter(visited_on=visited_on, who=who, seen=seen).order_by("pk").first()
    if there is not None:
        return there
    visit = Visit.objects.create(support=support, visited_on=visited_on, who=who, seen=seen, noted_at=at)
    _moved(support, at)
    journal.record(verbs.VISITED, support, by=by, at=at, day=words.full_date(visited_on))
    return visit


@transaction.atomic
def remove_visit(visit: Visit, *, by: Actor, at: datetime) -> None:
    """It was noted by mistake. Gone already, nothing happens. Raises `SupportRefused`."""
    support = begun(visit.support)
    gone, _ = Visit.objects.filter(pk=visit.pk).delete()
    if gone:
        _moved(support, at)
        journal.record(verbs.VISIT_REMOVED, support, by=by, at=at, day=words.full_date(visit.visited_on))


def _moved(support: Support, at: datetime) -> None:
    support.moved_at = at
    support.save(update_fields=["moved_at"])
