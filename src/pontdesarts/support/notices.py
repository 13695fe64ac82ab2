"""The mail that answers a request."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging

from .models import Support


def answered(support: Support, *, at: datetime) -> None:
    """To whoever asked, or to the relay's own address."""
    to = support.asked_by.email if support.asked_by and support.asked_by.is_active else support.structure.email
    if not to:
        return
    messaging.send(
        kind="support.answered",
        to=to,
        subject=f"Votre demande d'accompagnement : {support.subject}",
        template="support/notices/answered.txt",
        context={
            "support": support,
            "association": support.structure.association,
            "leader": support.led_by.get_full_name() if support.led_by else "",
            "link": settings.BASE_URL + reverse("support:support", args=[support.pk]),
        },
        at=at,
    )
