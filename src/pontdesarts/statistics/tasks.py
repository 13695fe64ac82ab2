"""The job of figures: what is past its term is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="53 3 * * *")
@app.task(name="statistics.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    """Each night."""
    operations.forget_old(at=timezone.now())
