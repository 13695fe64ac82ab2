"""When a door takes what it is told."""

from datetime import datetime

from pontdesarts.outings.rules import DOOR_OPENS, Source, may_tell
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from . import rules
from .refusals import DoorRefused


def refuse_hour(showing: Showing, at: datetime) -> None:
    """Raises `DoorRefused` before the door opens, six hours ahead, or past seven days."""
    if not may_tell(Source.DOOR, showing.starts_at, at):
        opens = showing.starts_at - DOOR_OPENS
        raise DoorRefused("L'accueil n'est pas encore ouvert.", f"Il ouvre {words.french_moment(opens)}.")
    if not rules.accepts(showing.ends_at or showing.starts_at, at):
        raise DoorRefused(
            "Cette date est passée depuis plus de sept jours : ses entrées ne sont plus reçues.",
            "Dites à l'association combien de personnes sont venues.",
        )
