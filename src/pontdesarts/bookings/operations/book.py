"""A relay books."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import codes, conditions, places, rules, verbs
from ..models import Booking
from ..refusals import AlreadyBooked, PartyRefused


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

    The same ``request_id`` twice is one booking: the second call returns the first, or raises `AlreadyBooked` when it
    asks for something else. Raises `BookingClosed`, `PartyRefused`, `RelayRefused`, `PickupNameMissing`, `Full` or
    `NoWheelchairPlace`; nothing is then written.

    One transaction; the allotment is locked by its last statement. A name is required when the offer or its partner
    says so, and kept only then.
    """
    if first := _first_of(request_id):
        return _same(first, showing, relay, party)
    conditions.refuse_if_closed(showing, at)
    conditions.refuse_relay(relay, showing)
    if sentence := rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking):
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
    booking = Booking(
        request_id=request_id,
        showing=showing,
        relay=relay,
        booked_by_id=by.user_id,
        booked_at=at,
        pickup_sealed=conditions.sealed_name(showing, pickup_name),
    )
    booking.take_party(party)
    try:
        return _write(booking, by=by, at=at)
    except IntegrityError:
        # two clicks at once: the first has just committed
        first = _first_of(request_id)
        if first is None:
            raise
        return _same(first, showing, relay, party)


@transaction.atomic
def _write(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    from ..tasks import send_vouchers  # the job calls operations

    booking.code = _free_code()
    booking.save(force_insert=True)
    journal.record(verbs.BOOKED, booking, by=by, at=at, places=words.places(booking.places), relay=booking.relay.name)
    send_vouchers.defer(booking_id=booking.pk)
    places.move(booking.showing, places=booking.places, wheelchair=booking.wheelchair)
    return booking


def _free_code() -> str:
    """A code that no booking bears; the unique column answers for the rest."""
    code = codes.make()
    while Booking.objects.filter(code=code).exists():
        code = codes.make()
    return code


def _first_of(request_id: UUID | None) -> Booking | None:
    return Booking.objects.filter(request_id=request_id).first() if request_id else None


def _same(first: Booking, showing: Showing, relay: Structure, party: rules.Party) -> Booking:
    if (first.showing_id, first.relay_id, first.party) == (showing.pk, relay.pk, party) and not first.cancelled_at:
        return first
    if first.relay_id != relay.pk:
        # a number taken from somebody else's form says nothing of their booking
        raise AlreadyBooked("Ce formulaire a déjà servi.", "Rouvrez la page pour réserver.")
    raise AlreadyBooked(
        f"Ce formulaire a déjà servi : c'est la réservation {first.code}, {words.places(first.places)}.",
        "Modifiez-la, ou rouvrez la page pour en faire une autre.",
    )
