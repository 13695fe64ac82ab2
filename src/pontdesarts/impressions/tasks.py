"""Jobs of impressions: what is unlinked and erased each night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="49 3 * * *")
@app.task(name="impressions.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    at = timezone.now()
    operations.unlink_read(at=at)
    operations.forget_old(at=at)
