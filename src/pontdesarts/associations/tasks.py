"""Each night, roles long ended are forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="35 3 * * *")
@app.task(name="associations.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
