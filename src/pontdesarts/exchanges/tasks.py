"""Jobs of the exchanges: carry out a file, ask the services of the State about it, forget what was dropped."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.messaging.running import AGAIN

from . import operations
from .models import Import


@app.task(name="exchanges.carry_on", queue="night", retry=AGAIN)
def carry_on(*, import_id: int) -> None:
    started = Import.objects.select_related("association", "user").filter(pk=import_id).first()
    if started is not None:
        by = Actor.of(started.user) if started.user else Actor(started.by_label)
        operations.carry_on(started, by=by, at=timezone.now())


@app.task(name="exchanges.look_up", queue="night")
def look_up(*, import_id: int) -> None:
    waiting = Import.objects.select_related("association").filter(pk=import_id, started_at=None).first()
    if waiting is not None:
        operations.look_up(waiting, by=JOB, at=timezone.now())


@app.periodic(cron="58 3 * * *")
@app.task(name="exchanges.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    """Files that nobody imported, and the reports of three years ago."""
    operations.forget_old(by=JOB, at=timezone.now())
