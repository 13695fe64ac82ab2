from .token import Token, TokenQuerySet
from .webhook import Delivery, DeliveryQuerySet, Webhook, WebhookQuerySet

__all__ = ["Delivery", "DeliveryQuerySet", "Token", "TokenQuerySet", "Webhook", "WebhookQuerySet"]
