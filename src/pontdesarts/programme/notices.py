"""The mails that the programme sends."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words


def offer_link(structure: Structure, *, token: str, expires_at: datetime, at: datetime) -> None:
    """« Proposez vos sorties » : the only place where the link appears."""
    messaging.send(
        kind="programme.offer_link",
        to=structure.email,
        subject=f"Proposer des sorties avec {structure.association}",
        template="programme/notices/offer_link.txt",
        context={
            "structure": structure,
            "link": settings.BASE_URL + reverse("programme:link_manage", args=[token]),
            "until": words.full_date(expires_at),
        },
        at=at,
    )
