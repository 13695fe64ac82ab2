"""The season sheet of a partner, on its page."""

from datetime import datetime
from typing import Any

from pontdesarts.accounts.models import User
from pontdesarts.membership.rules import season_said
from pontdesarts.network.models import Structure
from pontdesarts.network.panels import Panel, show
from pontdesarts.programme.policies import programmed_by

from . import rules
from .models import Presentation


def read(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """Nothing for a structure that proposes no outing, nor for whoever may neither read nor write."""
    if not structure.is_partner:
        return None
    year = rules.seasons_to_write(at)[0]
    sheet = Presentation.objects.visible_to(user).filter(partner=structure, season=year).first()
    writes = programmed_by(user).filter(pk=structure.pk).exists()
    found = {"sheet": sheet, "year": year, "season": season_said(year), "may_write": writes}
    return found if sheet or writes else None


def set_up() -> None:
    show(Panel(40, "presentations/panel.html", read))
