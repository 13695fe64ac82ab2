"""What a structure has on the passerelle, on its page in the network."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.network.models import Structure
from pontdesarts.network.panels import Panel, show
from pontdesarts.network.policies import holds_post, may_read_kind

from .models import Announcement, Thread

NEXT = 3


def read(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    if not (structure.is_relay or structure.is_partner):
        return None
    own = Announcement.objects.listed(timezone.localtime(at).date()).filter(structure=structure)
    if not may_read_kind(user, structure):  # on the passerelle, a need of theirs bears no name
        own = own.none()
    runs = may_run(user, structure.association)
    return {
        "listed": list(own.order_by("until", "pk")[:NEXT]),
        "open": Thread.objects.visible_to(user).open().filter(Q(partner=structure) | Q(relay=structure)).count(),
        "may_write": runs or holds_post(user, structure),
        "sends_link": runs and structure.is_partner and bool(structure.email),
    }


def set_up() -> None:
    show(Panel(40, "bridge/panel.html", read))
