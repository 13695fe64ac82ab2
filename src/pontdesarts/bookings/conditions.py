"""What must hold before a booking is written, read from its rows: each refusal says why and what to do next."""

from datetime import datetime

from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from . import pickup, places, rules
from .models import Booking
from .refusals import BookingClosed, PartyRefused, PickupNameMissing, RelayRefused


def needs_pickup_name(showing: Showing) -> bool:
    """Whether the offer or its partner requires a name at the desk."""
    partner = showing.offer.partner
    return showing.offer.names_required or bool(
        partner and hasattr(partner, "partner") and partner.partner.names_required
    )


def sealed_name(showing: Showing, name: str) -> bytes | None:
    """The name as it is kept: encrypted where one is required, not at all elsewhere. Raises `PickupNameMissing`."""
    if not needs_pickup_name(showing):
        return None
    if not name.strip():
        raise PickupNameMissing("Ce lieu demande un nom de retrait.", "Écrivez le nom qui sera donné à l'accueil.")
    return pickup.seal(name)


def refuse_if_closed(showing: Showing, at: datetime) -> None:
    """Raise `BookingClosed` unless booking is open for this date, with the reason and what to do next."""
    if showing.cancelled_at:
        raise BookingClosed("Cette date est annulée.", places.ELSEWHERE)
    if not showing.offer.is_published(at):
        raise BookingClosed("Cette sortie n'est plus proposée.", "Cherchez une autre sortie.")
    if showing.is_over(at):
        raise BookingClosed("Cette date est passée.", places.ELSEWHERE)
    if not hasattr(showing, "allotment"):
        raise BookingClosed("Aucune place n'est offerte à cette date.", places.ELSEWHERE)
    if at < showing.allotment.opens_at:
        opens = words.french_moment(showing.allotment.opens_at)
        raise BookingClosed(f"La réservation ouvre {opens}.", "Revenez à ce moment-là.")
    if at >= showing.allotment.closes_at:
        closed = words.french_moment(showing.allotment.closes_at)
        raise BookingClosed(f"La réservation est close depuis {closed}.", places.ELSEWHERE)


def refuse_relay(relay: Structure, showing: Showing) -> None:
    """Raise `RelayRefused` unless the relay may book here."""
    if relay.association_id != showing.offer.association_id:
        raise RelayRefused("Cette sortie est proposée par une autre association.", "Cherchez une autre sortie.")
    if not hasattr(relay, "relay"):
        raise RelayRefused("Cette structure n'est pas un relais.", "Choisissez le relais qui réserve.")
    if relay.relay.suspended_at:
        raise RelayRefused("Les réservations de votre relais sont suspendues.", "Appelez l'association pour en parler.")


def refuse_change(booking: Booking, party: rules.Party, at: datetime) -> None:
    """Raise `BookingClosed` or `PartyRefused` when the booking may not become this party."""
    before, allotment = booking.party, booking.showing.allotment
    grows = party.places > before.places or party.wheelchair > before.wheelchair
    if grows and rules.is_late(at, allotment.closes_at):
        raise BookingClosed(
            "La réservation est close : le lieu a reçu sa liste.", "Vous pouvez encore réduire le nombre, ou annuler."
        )
    sentence = rules.flaw(party)
    if party.places > before.places or party.outing != before.outing:
        sentence = sentence or rules.excess(party, booking.showing.offer.terms, allotment.most_per_booking)
    if sentence:
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
