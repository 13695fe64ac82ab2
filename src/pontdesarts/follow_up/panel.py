"""What the page of a structure says of its follow-up, to those who read it."""

from datetime import datetime
from typing import Any

from pontdesarts.accounts.models import User
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.network.models import Structure
from pontdesarts.network.panels import Panel

from . import policies
from .forms import people_to_write_to
from .models import read_by


def read(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """The last line, what is to do, addresses that no longer work. ``None`` for whoever does not read the log."""
    if not read_by(user).filter(pk=structure.association_id).exists():
        return None
    dead = DeadAddress.objects.among(address for address, _ in people_to_write_to(structure))
    return {
        "last": structure.log_lines.first(),
        "tasks": structure.tasks.open().count(),
        "dead": sorted(dead),
        "may_write": policies.may_write(user, structure),
    }


PANEL = Panel(order=5, template="follow_up/panel.html", read=read)
