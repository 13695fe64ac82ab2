"""Jobs of permanences: what was left open is closed, what is past its term is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB

from . import operations


@app.periodic(cron="47 3 * * *")
@app.task(name="permanences.tidy", queue="night")
def tidy(timestamp: int) -> None:
    """Each night."""
    at = timezone.now()
    operations.close_forgotten(by=JOB, at=at)
    operations.forget_people(at=at)
