"""What waits for me of the network: my own tasks that are due, the structures that call for a word."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.follow_up import chasing
from pontdesarts.follow_up.models import Task
from pontdesarts.ui import words

from .waiting import Waiting


def for_user(user: User, at: datetime) -> Iterator[Waiting]:
    """Tasks of today and of the days before, and whom to call, in all the associations of the person."""
    today = timezone.localdate(at)
    yield from _tasks(user, today)
    if number := len(chasing.for_user(user, at=at, today=today)):
        yield Waiting(
            f"{words.counted(number, 'structure')} à relancer",
            "Voir qui relancer",
            reverse("follow_up:to_chase"),
            "phone",
        )


def _tasks(user: User, today: date) -> Iterator[Waiting]:
    due = list(
        Task.objects.editable_by(user).open().filter(owner=user, due_on__lte=today).values_list("due_on", flat=True)
    )
    if not due:
        return
    late = sum(day < today for day in due)
    yield Waiting(
        f"{words.counted(len(due), 'tâche')} à faire pour le réseau{f', dont {late} en retard' if late else ''}",
        "Voir mes tâches",
        reverse("follow_up:mine"),
        "check",
        "attention" if late else "neutral",
    )
