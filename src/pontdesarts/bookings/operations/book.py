"""A relay books."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import jobs
from pontdesarts.network.models import Structure
from pontdesarts.prepared import PreparedInsert
from pontdesarts.programme.models import Showing
from pontdesarts.transactions import ends_transaction
from pontdesarts.ui import words

from .. import codes, conditions, places, rules, verbs
from ..models import Booking
from ..refusals import AlreadyBooked, PartyRefused

_insert = PreparedInsert(Booking, drawn="code")


def book(
    showing: Showing,
    *,
    relay: Structure,
    party: rules.Party,
    by: Actor,
    at: datetime,
    pickup_name: str = "",
    request_id: UUID | None = None,
    booked_for: User | None = None,
) -> Booking:
    """Take the places of ``party`` for ``relay``, and defer the mail that brings the voucher.

    The same ``request_id`` twice is one booking: the second call returns the first, or raises `AlreadyBooked` when it
    asks for something else. ``booked_for`` is the referent who goes, when a colleague or the team books.

    Raises `BookingClosed`, `AskFirst`, `PartyRefused`, `RelayRefused`, `NotReady`, `NewsOwed`, `RelayHasItsShare`,
    `PickupNameMissing`, `Full`, `KeptForOthers` or `NoWheelchairPlace`; nothing is then written.

    One transaction; the allotment is locked by its last statement. A name is required when the offer or its partner
    says so, and kept only then.
    """
    booking = Booking(
        request_id=request_id,
        showing=showing,
        relay=relay,
        booked_by_id=by.user_id,
        booked_for=booked_for,
        booked_at=at,
    )
    booking.take_party(party)
    try:
        conditions.refuse_booking(showing, relay, at, who=booked_for.pk if booked_for else by.user_id)
        if sentence := rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking):
            raise PartyRefused(sentence, "Changez le nombre de personnes.")
        booking.pickup_sealed = conditions.sealed_name(showing, pickup_name)
        return _write(booking, by=by, at=at)
    except (IntegrityError, Refused):
        # sent twice: the first has just committed, or has taken the very places that are missing
        first = _first_of(request_id)
        if first is None:
            raise
        return _same(first, booking)


@ends_transaction
def _write(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    showing = booking.showing
    conditions.refuse_more_than_a_share(showing.offer, booking.relay, booking.places)
    share = conditions.share_of(booking.relay, showing, at)
    booking.priority = share.priority
    enter(booking, by=by, at=at)
    places.move(showing, places=booking.places, wheelchair=booking.wheelchair, share=share)
    return booking


def enter(booking: Booking, *, by: Actor, at: datetime) -> None:
    """Write the booking, its line in the journal and the job that mails its voucher; its places are the caller's."""
    from ..tasks import send_vouchers  # the job calls operations

    # drawn among 3.4 × 10⁹: where ten million are kept, one of 340 draws falls on one of them
    booking.code = codes.make()
    while not _insert(booking):
        booking.code = codes.make()
    journal.record(verbs.BOOKED, booking, by=by, at=at, places=words.places(booking.places), relay=booking.relay.name)
    jobs.defer(send_vouchers, booking_id=booking.pk)


@transaction.atomic
def grant(
    showing: Showing,
    *,
    relay: Structure,
    party: rules.Party,
    by: Actor,
    at: datetime,
    taken_already: bool = False,
    pickup_sealed: bytes | None = None,
    booked_for: User | None = None,
    booked_by_id: int | None = None,
) -> Booking:
    """Book what somebody has decided to give: a proposal accepted, a request granted, a wish drawn. Neither the hours
    of booking nor what is kept for others stand in the way; the number of places does.

    ``taken_already`` when the places were counted as taken by a proposal. Raises `PartyRefused`, `RelayRefused`,
    `Full`, `NoWheelchairPlace` or `BookingClosed`; nothing is then written.
    """
    conditions.refuse_relay(relay, showing)
    if sentence := rules.flaw(party):
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
    booking = Booking(
        showing=showing,
        relay=relay,
        booked_by_id=booked_by_id or by.user_id,
        booked_for=booked_for,
        booked_at=at,
        pickup_sealed=pickup_sealed,
    )
    booking.take_party(party)
    enter(booking, by=by, at=at)
    if not taken_already:
        places.move(
            showing,
            places=booking.places,
            wheelchair=booking.wheelchair,
            share=places.Share(neighbour=conditions.is_neighbour(relay, showing)),
        )
    return booking


def _first_of(request_id: UUID | None) -> Booking | None:
    return Booking.objects.filter(request_id=request_id).first() if request_id else None


def _same(first: Booking, again: Booking) -> Booking:
    asked = (again.showing_id, again.relay_id, again.party)
    if (first.showing_id, first.relay_id, first.party) == asked and not first.cancelled_at:
        return first
    if first.relay_id != again.relay_id:
        # a number taken from somebody else's form says nothing of their booking
        raise AlreadyBooked("Ce formulaire a déjà servi.", "Rouvrez la page pour réserver.")
    raise AlreadyBooked(
        f"Ce formulaire a déjà servi : c'est la réservation {first.code}, {words.places(first.places)}.",
        "Modifiez-la, ou rouvrez la page pour en faire une autre.",
    )
