"""Each night, what is no longer needed about people is forgotten; a suspension ends on the day that was said."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB

from . import operations
from .models import RelayProfile


@app.periodic(cron="45 3 * * *")
@app.task(name="network.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="network.end_suspensions", queue="night")
def end_suspensions(timestamp: int) -> None:
    """Each hour, so that a relay books from the first hour of the day that it was told."""
    at = timezone.now()
    due = RelayProfile.objects.filter(suspended_until__lte=timezone.localdate(at)).order_by("pk")
    for profile in due:
        operations.resume_at_term(profile, by=JOB, at=at)
