"""What waits for me of the network: my own tasks that are due."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.follow_up.models import Task
from pontdesarts.ui import words

from .waiting import Waiting


def for_user(user: User, at: datetime) -> Iterator[Waiting]:
    """Those of today and of the days before, in all the associations of the person."""
    today = timezone.localdate(at)
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
