"""The job of the door: what is past its term is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="52 3 * * *")
@app.task(name="doors.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night."""
    operations.forget_devices(at=timezone.now())
