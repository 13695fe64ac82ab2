"""Each night, what is no longer needed about people is forgotten, and structures are placed among the perimeters of the
day; a suspension ends on the day that was said."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB

from . import operations
from .models import Merge, RelayProfile


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


@app.periodic(cron="20 4 * * *")
@app.task(name="network.place_again", queue="night")
def place_again(timestamp: int) -> None:
    """Perimeters were loaded, or enter into force today: the new answer is there in the morning."""
    operations.place_again(at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="network.gather", queue="night")
def gather(timestamp: int) -> None:
    """What was being written for an entry in the second when it was merged."""
    at = timezone.now()
    for merge in Merge.objects.filter(undone_at=None).exclude(moved=None).order_by("pk"):
        operations.gather(merge, by=JOB, at=at)
