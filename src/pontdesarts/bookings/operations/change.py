"""A booking changes, or ends."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import pickup, rules, verbs
from ..models import Booking
from . import places
from .book import needs_pickup_name
from .refusals import AlreadyCancelled, BookingClosed, PartyRefused, PickupNameMissing


@transaction.atomic
def change(booking: Booking, *, party: rules.Party, by: Actor, at: datetime, pickup_name: str = "") -> Booking:
    """Give the booking another party. More places are taken, fewer go back at once, and a new voucher is mailed.

    After closing one may only reduce: the venue has its list. Raises `AlreadyCancelled`, `BookingClosed`,
    `PartyRefused`, `PickupNameMissing`, `Full` or `NoWheelchairPlace`; nothing is then written.
    """
    from ..tasks import send_vouchers  # the job calls operations

    booking = _locked(booking, at)
    showing, before = booking.showing, booking.places
    closed = rules.is_late(at, showing.allotment.closes_at)
    if closed and (party.places > before or party.wheelchair > booking.wheelchair):
        raise BookingClosed(
            "La réservation est close : le lieu a reçu sa liste.", "Vous pouvez encore réduire le nombre, ou annuler."
        )
    sentence = rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking)
    if sentence and (party.places >= before or party.accompanied < 1):
        raise PartyRefused(sentence)
    if needs_pickup_name(showing):
        if not pickup_name.strip():
            raise PickupNameMissing("Ce lieu demande un nom de retrait.", "Écrivez le nom qui sera donné à l'accueil.")
        booking.pickup_sealed = pickup.seal(pickup_name)
    wheelchair_before = booking.wheelchair
    booking.take_party(party)
    booking.changed_at = at
    booking.save()
    journal.record(verbs.CHANGED, booking, by=by, at=at, before=words.places(before), after=words.places(party.places))
    send_vouchers.defer(booking_id=booking.pk)
    places.move(showing, places=party.places - before, wheelchair=party.wheelchair - wheelchair_before)
    return booking


@transaction.atomic
def cancel(booking: Booking, *, by: Actor, at: datetime, reason: str = "") -> Booking:
    """End the booking: its places go back at once, for anyone. After closing, it is recorded as late.

    Raises `AlreadyCancelled`, or `BookingClosed` once the showing has begun: what happened is then told in the report
    of the outing.
    """
    booking = _locked(booking, at)
    late = rules.is_late(at, booking.showing.allotment.closes_at)
    booking.cancelled_at = at
    booking.cancelled_late = late
    booking.cancel_reason = reason[:200]
    booking.pickup_sealed = None
    booking.save(update_fields=["cancelled_at", "cancelled_late", "cancel_reason", "pickup_sealed"])
    verb = verbs.CANCELLED_LATE if late else verbs.CANCELLED
    journal.record(verb, booking, by=by, at=at, places=words.places(booking.places))
    places.move(booking.showing, places=-booking.places, wheelchair=-booking.wheelchair)
    return booking


@transaction.atomic
def cancel_all_of(showing: Showing, *, reason: str, by: Actor, at: datetime) -> list[Booking]:
    """The venue called the date off: end every booking held for it, none as late, and defer a mail to each referent."""
    from ..tasks import tell_of_cancelled_date  # the job calls operations

    bookings = list(Booking.objects.held().filter(showing=showing).select_for_update(of=("self",)).order_by("pk"))
    for booking in bookings:
        booking.cancelled_at = at
        booking.cancelled_by_venue = True
        booking.cancel_reason = reason[:200]
        booking.pickup_sealed = None
        journal.record(verbs.CANCELLED_BY_VENUE, booking, by=by, at=at, reason=reason)
        tell_of_cancelled_date.defer(booking_id=booking.pk)
    Booking.objects.bulk_update(
        bookings, ["cancelled_at", "cancelled_by_venue", "cancel_reason", "pickup_sealed"], batch_size=500
    )
    if bookings:
        places.move(
            showing,
            places=-sum(booking.places for booking in bookings),
            wheelchair=-sum(booking.wheelchair for booking in bookings),
        )
    return bookings


def _locked(booking: Booking, at: datetime) -> Booking:
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related(
            "relay", "showing__offer__association", "showing__offer__partner__partner", "showing__allotment"
        )
        .get(pk=booking.pk)
    )
    if booking.cancelled_at:
        raise AlreadyCancelled("Cette réservation est déjà annulée.", "Vous pouvez réserver à nouveau.")
    if booking.showing.is_over(at):
        raise BookingClosed("La sortie a déjà eu lieu.", "Dites-nous plutôt qui est venu.")
    return booking
