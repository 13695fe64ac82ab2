"""Each night, the accounts that nobody opens are closed and the sessions past their term are forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations


@app.periodic(cron="25 3 * * *")
@app.task(name="accounts.close_dormant", queue="night")
def close_dormant(timestamp: int) -> None:
    operations.close_dormant(at=timezone.now())


@app.periodic(cron="35 3 * * *")
@app.task(name="accounts.forget_sessions", queue="night")
def forget_sessions(timestamp: int) -> None:
    operations.forget_sessions(at=timezone.now())
