"""Each night, the journal forgets."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="5 3 * * *")
@app.task(name="journal.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
