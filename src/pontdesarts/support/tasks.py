"""Each night, what is no longer needed is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="54 3 * * *")
@app.task(name="support.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
