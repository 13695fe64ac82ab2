"""What one relay may take of a date, and why, before it books. Pure but for `who`, which asks two questions at most."""

from dataclasses import dataclass, field
from datetime import datetime

from pontdesarts.associations.rules import Terms
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Allotment, Offer
from pontdesarts.ui import words

from . import conditions


@dataclass(frozen=True)
class Who:
    """A relay before an offer. ``held`` is what it has of the offer, all dates together; read only where it matters."""

    name: str = ""
    priority: bool = False
    neighbour: bool = False
    held: int = 0


@dataclass(frozen=True)
class Standing:
    """``left`` places that the relay may take now; ``sentences`` say what is kept for others at this date."""

    left: int
    sentences: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """« 4 places pour vous », « rien pour vous »."""
        return f"{words.places(self.left)} pour vous" if self.left else "rien pour vous"


def who(relay: Structure | None, offer: Offer) -> Who:
    """The relay as this offer sees it. Nobody in particular (the team, before it chose) meets no limit of a relay."""
    if relay is None:
        return Who(priority=True)
    return Who(
        name=relay.name,
        priority=bool(relay.relay.priority_area),
        neighbour=relay.association_id != offer.association_id,
        held=conditions.held_of(offer, relay) if offer.terms.most_per_relay else 0,
    )


def at_date(allotment: Allotment, terms: Terms, relay: Who, at: datetime) -> Standing:
    """What the relay may take of this date for a party without a wheelchair; see `share_of_a_relay` for its share."""
    left = allotment.open_to(at, priority=relay.priority, neighbour=relay.neighbour)
    if terms.most_per_relay and relay.name:
        left = min(left, max(0, terms.most_per_relay - relay.held))
    return Standing(left, _shares(allotment, relay, at))


def share_of_a_relay(terms: Terms, relay: Who) -> list[str]:
    """« 8 places au plus par relais pour cette sortie, toutes dates ensemble : vous en avez 4 »."""
    if not terms.most_per_relay:
        return []
    said = f"{words.places(terms.most_per_relay)} au plus par relais pour cette sortie, toutes dates ensemble"
    if not relay.name:
        return [f"{said}."]
    return [f"{said} : vous en avez {relay.held}." if relay.held else f"{said} : vous n'en avez pas encore."]


def _shares(allotment: Allotment, relay: Who, at: datetime) -> list[str]:
    said = []
    if allotment.priority_until and (kept := allotment.kept_for_priority(at)):
        until = words.french_moment(allotment.priority_until)
        yours = ", dont le vôtre" if relay.priority and relay.name else ""
        are = "est gardée" if kept == 1 else "sont gardées"
        said.append(f"Jusqu'au {until}, {words.places(kept)} {are} aux relais des quartiers prioritaires{yours}.")
    if sentence := wheelchairs(allotment, at):
        said.append(sentence)
    if relay.neighbour:
        rest = max(0, allotment.neighbour_places - allotment.neighbour_taken)
        said.append(f"{words.places(rest)} au plus pour les relais des autres associations.")
    return said


def wheelchairs(allotment: Allotment, at: datetime) -> str:
    """« 2 places pour fauteuil, avec celles de qui accompagne, sont gardées jusqu'au jeudi à 20 h », or nothing."""
    if allotment.wheelchair_until is None or not allotment.kept_for_wheelchairs(at):
        return ""
    free, until = allotment.wheelchair_left, words.french_moment(allotment.wheelchair_until)
    if free < 2:
        return f"1 place pour fauteuil, avec celle de qui accompagne, est gardée jusqu'au {until}."
    return f"{free} places pour fauteuil, avec celles de qui accompagne, sont gardées jusqu'au {until}."
