"""What is to do, and by whom."""

from datetime import date, datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .. import verbs
from ..models import Task
from ..refusals import TaskRefused


@transaction.atomic
def add_task(structure: Structure, *, title: str, due_on: date, owner: User, by: Actor, at: datetime) -> Task:
    """Something to do for the structure. Raises `TaskRefused` when its owner is not of the team."""
    _refuse_owner(owner, structure)
    task = Task.objects.create(structure=structure, title=title, due_on=due_on, owner=owner, created_at=at)
    journal.record(verbs.TASK_ADDED, structure, by=by, at=at)
    return task


@transaction.atomic
def change_task(task: Task, *, title: str, due_on: date, owner: User, by: Actor, at: datetime) -> Task:
    """Other words, another day or somebody else, as long as it is to do. Raises `TaskRefused` once it is done, or when
    its owner is not of the team."""
    _refuse_owner(owner, task.structure)
    if not Task.objects.open().filter(pk=task.pk).update(title=title, due_on=due_on, owner=owner):
        raise TaskRefused("Cette tâche est faite.", "Rouvrez-la pour la changer.")
    journal.record(verbs.TASK_CHANGED, task.structure, by=by, at=at)
    task.refresh_from_db(fields=["title", "due_on", "owner"])
    return task


def _refuse_owner(owner: User, structure: Structure) -> None:
    if not may_run(owner, structure.association):
        raise TaskRefused(f"{owner} n'est pas de l'équipe.", "Choisissez une personne de l'équipe.")


@transaction.atomic
def do_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """It is done; done twice, it was done the first time."""
    if Task.objects.filter(pk=task.pk, done_at=None).update(done_at=at, done_by_label=by.label[:200]):
        journal.record(verbs.TASK_DONE, task.structure, by=by, at=at)
    task.refresh_from_db(fields=["done_at", "done_by_label"])
    return task


@transaction.atomic
def undo_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """It was not done after all."""
    if Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by_label=""):
        journal.record(verbs.TASK_UNDONE, task.structure, by=by, at=at)
    task.refresh_from_db(fields=["done_at", "done_by_label"])
    return task


@transaction.atomic
def remove_task(task: Task, *, by: Actor, at: datetime) -> None:
    """There is no longer anything to do."""
    journal.record(verbs.TASK_REMOVED, task.structure, by=by, at=at)
    task.delete()
