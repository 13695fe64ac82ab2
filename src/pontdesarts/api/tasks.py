"""Jobs of the API: each call of a webhook; each night, what is past its term."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB

from . import operations
from .models import Delivery

PRIORITY = -10


@app.task(name="api.deliver", queue="webhooks")
def deliver(*, delivery_id: int) -> None:
    """One try. What arrived, was given up, or whose token was withdrawn meanwhile is left alone."""
    at = timezone.now()
    delivery = Delivery.objects.pending().select_related("webhook__token").filter(pk=delivery_id).first()
    if delivery and not delivery.webhook.disabled_at and delivery.webhook.token.is_valid(at):
        operations.attempt(delivery, by=JOB, at=at)


@app.periodic(cron="49 3 * * *")
@app.task(name="api.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_deliveries(at=timezone.now())
    operations.forget_tokens(at=timezone.now())
