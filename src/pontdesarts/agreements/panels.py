"""The conventions of a structure, on its page."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.network.models import Structure
from pontdesarts.network.panels import Panel, show

from .models import Agreement

MANY = 5


def read(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """Nothing for whoever may neither read one nor prepare one."""
    own = Agreement.objects.visible_to(user).filter(parties__structure=structure)
    found = list(own.order_by("-starts_on", "-pk")[:MANY])
    runs = may_run(user, structure.association)
    return {"agreements": found, "may_prepare": runs, "day": timezone.localdate(at)} if found or runs else None


def set_up() -> None:
    show(Panel(30, "agreements/structure_panel.html", read))
