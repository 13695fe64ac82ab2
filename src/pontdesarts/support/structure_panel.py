"""The individual supports of a relay, on its page in the network."""

from datetime import datetime
from typing import Any

from pontdesarts.accounts.models import User
from pontdesarts.network.models import Structure
from pontdesarts.network.panels import Panel, show

from .models import Support
from .policies import may_share

NEXT = 3


def read(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    if not structure.is_relay:
        return None
    own = Support.objects.visible_to(user).filter(structure=structure).prefetch_related("steps")
    found, asks = list(own.order_by("-asked_at", "-pk")[:NEXT]), may_share(user, structure)
    return {"supports": found, "may_ask": asks} if found or asks else None


def set_up() -> None:
    show(Panel(50, "support/panel.html", read))
