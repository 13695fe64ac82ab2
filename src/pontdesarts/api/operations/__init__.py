"""Every write of the API's own: tokens, webhooks, what is told to them. Bookings are written by `bookings`."""

from ..refusals import NotForPartners, TokenRefused, WebhookRefused
from .deliveries import attempt, forget_deliveries, ping, replay, tell
from .tokens import create, forget_tokens, note_use, withdraw
from .webhooks import change_webhook, remove_webhook, set_webhook

__all__ = [
    "NotForPartners",
    "TokenRefused",
    "WebhookRefused",
    "attempt",
    "change_webhook",
    "create",
    "forget_deliveries",
    "forget_tokens",
    "note_use",
    "ping",
    "remove_webhook",
    "replay",
    "set_webhook",
    "tell",
    "withdraw",
]
