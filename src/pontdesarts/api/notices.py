"""The mail that the API sends."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from .models import Webhook


def webhook_disabled(webhook: Webhook, *, at: datetime) -> None:
    """« L'avertissement est arrêté » : to the team, and to the partner whose program it is."""
    partner = webhook.token.partner
    for to in {address for address in (webhook.token.association.email, partner.email if partner else "") if address}:
        messaging.send(
            kind="api.webhook_disabled",
            to=to,
            subject=f"{webhook.host} ne reçoit plus nos avertissements",
            template="api/notices/webhook_disabled.txt",
            context={
                "webhook": webhook,
                "token": webhook.token,
                "since": words.french_moment(webhook.failing_since or at),
                "link": settings.BASE_URL + reverse("api:tokens"),
            },
            at=at,
        )
