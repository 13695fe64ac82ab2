"""Each night: who gave no sign for three years is asked, who did not confirm or answer is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB

from . import operations


@app.periodic(cron="55 3 * * *")
@app.task(name="supporters.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
    operations.ask_silent(by=JOB, at=timezone.now())
