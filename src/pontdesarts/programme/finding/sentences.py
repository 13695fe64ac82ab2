"""What a result says: places left, how far, how many other dates. Words only."""

from dataclasses import dataclass
from datetime import datetime

from pontdesarts.network.models import Venue
from pontdesarts.ui import words

from ..disciplines import Discipline
from ..models import AccessFeature, Allotment, BookingMode, Offer, Showing
from .results import Result

FEW_PLACES = 3
_ACCESS_ICONS = {
    AccessFeature.WHEELCHAIR: "wheelchair",
    AccessFeature.LOOP: "loop",
    AccessFeature.LSF: "lsf",
    AccessFeature.AUDIO_DESCRIPTION: "audiodescription",
    AccessFeature.SURTITLES: "subtitles",
    AccessFeature.RELAXED: "family",
    AccessFeature.CALM: "calm",
    AccessFeature.EASY_READ: "livre",
}


def allotment_of(showing: Showing) -> Allotment | None:
    """The places given for the date, or ``None``; select ``allotment`` beforehand."""
    return getattr(showing, "allotment", None)


def left_of(allotment: Allotment, *, neighbour: bool = False) -> int:
    """What is left for anybody, or for a relay of another association: within its share."""
    return min(allotment.left, allotment.neighbour_left) if neighbour else allotment.left


def places_for(result: Result, at: datetime) -> str:
    """As `places_left`, without what is kept for others at this moment: what whoever looks may take."""
    allotment = allotment_of(result.showing)
    if allotment is None or result.neighbour or not result.offer.booking_needed or allotment.left <= 0:
        return places_left(result.showing, neighbour=result.neighbour)
    left = allotment.open_to(at, priority=result.priority)
    return said_of(left, result.offer.booking_mode) if left else "Gardées à d'autres pour l'instant"


def places_left(showing: Showing, *, neighbour: bool = False) -> str:
    """« 8 places », « Plus que 2 places », « Complet », « Entrée libre, sans réservation »."""
    allotment = allotment_of(showing)
    if not showing.offer.booking_needed:
        return "Entrée libre, sans réservation"
    if allotment is None:
        return "Pas encore de places"
    left = left_of(allotment, neighbour=neighbour)
    if left <= 0:
        return "Complet pour les voisins" if neighbour and allotment.left else "Complet"
    return f"Ouverte aux voisins : {words.places(left)}" if neighbour else said_of(left, showing.offer.booking_mode)


def said_of(left: int, mode: str = BookingMode.DIRECT) -> str:
    """« 8 places à réserver », « 8 places à demander », « Au tirage »: how many is for the draw to say."""
    said = words.places(left)
    if mode == BookingMode.DRAW:
        return "Au tirage"
    if mode == BookingMode.ON_REQUEST:
        return f"{said} à demander"
    return f"Plus que {said}" if left <= FEW_PLACES else f"{said} à réserver"


def is_full(showing: Showing, *, neighbour: bool = False) -> bool:
    allotment = allotment_of(showing)
    return showing.offer.booking_needed and allotment is not None and left_of(allotment, neighbour=neighbour) <= 0


def how_far(kilometres: float | None) -> str:
    """« à moins de 1 km », « à 7 km »; nothing when we cannot tell."""
    if kilometres is None:
        return ""
    return "à moins de 1 km" if kilometres < 1 else f"à {round(kilometres)} km"


def other_dates(number: int) -> str:
    return f"et {words.counted(number, 'autre date', 'autres dates')}" if number else ""


def ages(offer: Offer) -> str:
    """« dès 6 ans », « de 6 à 11 ans », « jusqu'à 11 ans », or nothing."""
    match offer.age_from, offer.age_to:
        case None, None:
            return ""
        case None, last:
            return f"jusqu'à {words.counted(last or 0, 'an', 'ans')}"
        case first, None:
            return f"dès {words.counted(first or 0, 'an', 'ans')}" if first else ""
        case first, last:
            return f"de {first} à {last} ans"


def period(showing: Showing, at: datetime) -> str:
    """When an open-dated offer can be used: « jusqu'au 3 janvier » once it has begun."""
    last = showing.ends_at or showing.starts_at
    if showing.starts_at <= at:
        return f"jusqu'au {words.french_date(last, today=at.date())}"
    return words.french_span(showing.starts_at, last, today=at.date())


def access_items(offer: Offer, venue: Venue | None) -> list[dict[str, str]]:
    """What is known to be accessible, of the offer and of its venue, as pictograms with their words."""
    known = set(offer.access)
    if venue is not None:
        known |= {AccessFeature.WHEELCHAIR} if venue.wheelchair_places else set()
        known |= {AccessFeature.LOOP} if venue.loop else set()
        known |= {AccessFeature.AUDIO_DESCRIPTION} if venue.audio_description else set()
        known |= {AccessFeature.CALM} if venue.calm_room else set()
    return [{"icon": _ACCESS_ICONS[each], "label": str(each.label)} for each in AccessFeature if each in known]


@dataclass(frozen=True)
class Card:
    """One result, ready to be drawn: words and addresses only. ``proposed_by`` names another association."""

    offer: Offer
    showing: Showing
    place: str
    discipline: str
    until: str
    places: str
    full: bool
    facts: str
    proposed_by: str
    access: list[dict[str, str]]

    @property
    def at(self) -> datetime | None:
        return None if self.offer.open_dated else self.showing.starts_at


def card(result: Result, at: datetime, *, naming: bool = False) -> Card:
    """``naming`` says which association proposes it, one's own as well."""
    showing, offer = result.showing, result.offer
    venue = showing.place
    commune = venue.commune.name if venue and venue.commune else ""
    place = ", ".join(part for part in (venue.name if venue else "", commune, how_far(result.distance)) if part)
    facts = [other_dates(result.other_dates), ages(offer), "médiation proposée" if offer.mediation else ""]
    return Card(
        offer=offer,
        showing=showing,
        place=place,
        discipline=str(Discipline(offer.discipline).label).capitalize(),
        until=period(showing, at) if offer.open_dated else "",
        places=places_for(result, at),
        full=is_full(showing, neighbour=result.neighbour),
        proposed_by=offer.association.name if naming or result.neighbour else "",
        facts=" · ".join(fact for fact in facts if fact),
        access=access_items(offer, venue),
    )
