"""The mails that the network sends."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from .models import Invitation


def invite(invitation: Invitation, *, secret: str, inviter: str, at: datetime) -> None:
    """« Rejoignez … » : the only place where the link's secret appears."""
    place = str(invitation.structure or invitation.association)
    messaging.send(
        kind="network.invitation",
        to=invitation.email,
        subject=f"{inviter} vous invite à rejoindre {place}",
        template="network/notices/invitation.txt",
        context={
            "invitation": invitation,
            "inviter": inviter,
            "place": place,
            "link": settings.BASE_URL + reverse("network:join", args=[secret]),
            "until": words.french_date(invitation.expires_at),
        },
        at=at,
    )
