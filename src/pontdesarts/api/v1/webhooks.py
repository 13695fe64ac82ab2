"""Webhooks of the token: who is told, and what became of it."""

from typing import Any

from ninja import Router
from ninja.responses import Status

from .. import models, operations
from ..rules import Event, Scope
from . import reading, rows, shapes
from .door import Call, acting
from .entries import entry
from .shapes import Id, Limit

router = Router(tags=["webhooks"])
WRITE = Scope.WEBHOOKS_WRITE


@entry(router, "GET", "/webhooks", scope=WRITE, answers=shapes.Webhooks)
def list_webhooks(request: Call, after: Id | None = None, limit: Limit = 50) -> shapes.Webhooks:
    """Webhooks that this token has set."""
    items, following = reading.page(request, request.token.webhooks.all(), rows.webhook, after=after, limit=limit)
    return shapes.Webhooks(items=items, next=following)


@entry(
    router,
    "POST",
    "/webhooks",
    scope=WRITE,
    answers={201: shapes.WebhookWithSecret, 200: shapes.WebhookWithSecret},
)
def create_webhook(request: Call, body: shapes.NewWebhook) -> Status[Any]:
    """Tell an address of events. The same address twice is one webhook (200), with its secret again."""
    webhook, new = operations.set_webhook(
        request.token, url=body.url, events=_events(body), by=acting(request), at=request.at
    )
    return Status(201 if new else 200, rows.webhook_with_secret(webhook))


@entry(router, "GET", "/webhooks/{int:webhook}", scope=WRITE, answers=shapes.Webhook)
def get_webhook(request: Call, webhook: Id) -> shapes.Webhook:
    """One webhook, without its secret."""
    return rows.webhook(_webhook(request, webhook))


@entry(router, "PUT", "/webhooks/{int:webhook}", scope=WRITE, answers=shapes.Webhook)
def change_webhook(request: Call, webhook: Id, body: shapes.NewWebhook) -> shapes.Webhook:
    """Give it another address or other events; one that was stopped starts again."""
    changed = operations.change_webhook(
        _webhook(request, webhook), url=body.url, events=_events(body), by=acting(request), at=request.at
    )
    return rows.webhook(changed)


@entry(router, "DELETE", "/webhooks/{int:webhook}", scope=WRITE, answers={204: None})
def delete_webhook(request: Call, webhook: Id) -> Status[Any]:
    """Tell it nothing more."""
    operations.remove_webhook(_webhook(request, webhook), by=acting(request), at=request.at)
    return Status(204, None)


@entry(router, "POST", "/webhooks/{int:webhook}/ping", scope=WRITE, answers={202: shapes.Delivery})
def ping_webhook(request: Call, webhook: Id) -> Status[Any]:
    """Send it a `ping`, to try it."""
    delivery = operations.ping(_webhook(request, webhook), by=acting(request), at=request.at)
    return Status(202, rows.delivery(delivery))


@entry(router, "GET", "/webhooks/{int:webhook}/deliveries", scope=WRITE, answers=shapes.Deliveries)
def list_deliveries(request: Call, webhook: Id, after: Id | None = None, limit: Limit = 50) -> shapes.Deliveries:
    """What it was told in the last thirty days, and what became of it."""
    told = _webhook(request, webhook).deliveries.all()
    items, following = reading.page(request, told, rows.delivery, after=after, limit=limit)
    return shapes.Deliveries(items=items, next=following)


@entry(
    router,
    "POST",
    "/webhooks/{int:webhook}/deliveries/{int:delivery}/replay",
    scope=WRITE,
    answers={202: shapes.Delivery},
)
def replay_delivery(request: Call, webhook: Id, delivery: Id) -> Status[Any]:
    """Tell it again, under the same `webhook-id`."""
    told = reading.found(_webhook(request, webhook).deliveries.select_related("webhook"), pk=delivery)
    return Status(202, rows.delivery(operations.replay(told, by=acting(request), at=request.at)))


def _webhook(request: Call, pk: int) -> models.Webhook:
    return reading.found(request.token.webhooks.select_related("token__association"), pk=pk)


def _events(body: shapes.NewWebhook) -> set[Event]:
    return {Event(name) for name in body.events}
