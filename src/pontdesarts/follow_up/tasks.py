"""Jobs of the follow-up: what is erased each night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="52 3 * * *")
@app.task(name="follow_up.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
