"""A relay books."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import codes, pickup, rules, verbs
from ..models import Booking
from . import places
from .refusals import BookingClosed, PartyRefused, PickupNameMissing, RelayRefused


def book(
    showing: Showing,
    *,
    relay: Structure,
    party: rules.Party,
    by: Actor,
    at: datetime,
    pickup_name: str = "",
    request_id: UUID | None = None,
) -> Booking:
    """Take the places of ``party`` for ``relay``, and defer the mail that brings the voucher.

    The same ``request_id`` twice is one booking: the second call returns the first. Raises `BookingClosed`,
    `PartyRefused`, `RelayRefused`, `PickupNameMissing`, `Full` or `NoWheelchairPlace`; nothing is then written.

    One transaction; the allotment is locked by its last statement. A name is required when the offer or its partner
    says so, and kept only then.
    """
    _check_open(showing, at)
    _check_relay(relay, showing)
    sentence = rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking)
    if sentence:
        raise PartyRefused(sentence)
    required = needs_pickup_name(showing)
    if required and not pickup_name.strip():
        raise PickupNameMissing("Ce lieu demande un nom de retrait.", "Écrivez le nom qui sera donné à l'accueil.")
    booking = Booking(
        code=codes.make(),
        request_id=request_id,
        showing=showing,
        relay=relay,
        booked_by_id=by.user_id,
        booked_at=at,
        pickup_sealed=pickup.seal(pickup_name) if required else None,
    )
    booking.take_party(party)
    try:
        return _write(booking, by=by, at=at)
    except IntegrityError:
        again = Booking.objects.filter(request_id=request_id).first() if request_id else None
        if again is None:
            raise
        return again


@transaction.atomic
def _write(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    from ..tasks import send_vouchers  # the job calls operations

    booking.save(force_insert=True)
    journal.record(verbs.BOOKED, booking, by=by, at=at, places=words.places(booking.places), relay=booking.relay.name)
    send_vouchers.defer(booking_id=booking.pk)
    places.move(booking.showing, places=booking.places, wheelchair=booking.wheelchair)
    return booking


def needs_pickup_name(showing: Showing) -> bool:
    """Whether the offer or its partner requires a name at the desk."""
    partner = showing.offer.partner
    return showing.offer.names_required or bool(
        partner and hasattr(partner, "partner") and partner.partner.names_required
    )


def _check_open(showing: Showing, at: datetime) -> None:
    other = "Choisissez une autre date, ou une autre sortie."
    if showing.cancelled_at:
        raise BookingClosed("Cette date est annulée.", other)
    if not showing.offer.is_published(at):
        raise BookingClosed("Cette sortie n'est plus proposée.", "Cherchez une autre sortie.")
    if showing.is_over(at):
        raise BookingClosed("Cette date est passée.", other)
    if not hasattr(showing, "allotment"):
        raise BookingClosed("Aucune place n'est offerte à cette date.", other)
    if at < showing.allotment.opens_at:
        raise BookingClosed("La réservation n'est pas encore ouverte.", "Revenez à partir de la date indiquée.")
    if at >= showing.allotment.closes_at:
        raise BookingClosed("La réservation est close pour cette date.", other)


def _check_relay(relay: Structure, showing: Showing) -> None:
    if relay.association_id != showing.offer.association_id:
        raise RelayRefused("Cette sortie est proposée par une autre association.", "Cherchez une autre sortie.")
    if relay.relay.suspended_at:
        raise RelayRefused("Les réservations de votre relais sont suspendues.", "Appelez l'association pour en parler.")
