"""Each night, the accounts that nobody opens are closed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="25 3 * * *")
@app.task(name="accounts.close_dormant", queue="night")
def close_dormant(timestamp: int) -> None:
    operations.close_dormant(at=timezone.now())
