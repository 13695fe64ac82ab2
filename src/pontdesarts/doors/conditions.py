"""When a door takes what it is told."""

from datetime import datetime

from pontdesarts.outings.models import Claim
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


def told_by_program(showing: Showing) -> dict[int, int]:
    """The bookings of which the venue's ticketing system said last how many came: the page says nothing else of them
    unless somebody reads their code."""
    claims = Claim.objects.filter(showing=showing, source=Claim.Source.DOOR, booking__isnull=False).last_of_each()
    said = {claim.booking_id: claim.came for claim in claims if claim.via == Claim.Via.PROGRAM}
    return {booking_id: came for booking_id, came in said.items() if booking_id is not None and came is not None}
