"""The season sheet of a partner, on its page; the way to all of them, on a relay's."""

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


def read_for_relay(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """The way to everybody's sheets, for the people who book for a relay: they have no other menu to it."""
    if not structure.is_relay or not structure.referents.current().filter(user=user).exists():
        return None
    year = rules.seasons_to_write(at)[0]
    published = Presentation.objects.visible_to(user).published().filter(season=year).count()
    return {"published": published, "season": season_said(year)}


def set_up() -> None:
    show(Panel(40, "presentations/panel.html", read))
    show(Panel(41, "presentations/relay_panel.html", read_for_relay))
