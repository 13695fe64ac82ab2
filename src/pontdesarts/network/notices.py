"""The mails that the network sends."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from .models import Invitation, RelayProfile


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


def tell_suspended(profile: RelayProfile, *, at: datetime) -> None:
    """Why the relay books no more, and from which day on it does again."""
    until = words.french_date(profile.suspended_until) if profile.suspended_until else ""
    _tell(profile, "suspended", "Vos réservations sont suspendues", {"until": until}, at)


def tell_resumed(profile: RelayProfile, *, at: datetime) -> None:
    _tell(profile, "resumed", "Vous pouvez à nouveau réserver", {}, at)


def _tell(profile: RelayProfile, name: str, subject: str, more: dict[str, object], at: datetime) -> None:
    """To each referent; to the relay itself when it has none."""
    structure = profile.structure
    posts = structure.referents.current().filter(user__is_active=True)
    to = list(posts.order_by("pk").values_list("user__email", flat=True)) or [structure.email]
    for address in filter(None, to):
        messaging.send(
            kind=f"network.{name}",
            to=address,
            subject=f"{structure.name} : {subject[0].lower()}{subject[1:]}",
            template=f"network/notices/{name}.txt",
            context={"profile": profile, "structure": structure, "association": structure.association, **more},
            at=at,
        )
