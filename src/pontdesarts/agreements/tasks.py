"""Jobs of conventions: what is forgotten each night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="51 3 * * *")
@app.task(name="agreements.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    at = timezone.now()
    operations.forget_codes(at=at)
    operations.forget_old(at=at)
