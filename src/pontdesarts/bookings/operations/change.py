"""A booking changes, or ends. Each operation locks the allotment, then the booking."""

from datetime import datetime
from enum import Enum, auto

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .. import conditions, places, rules, verbs
from ..models import Booking
from ..refusals import AlreadyCancelled, BookingClosed
from .turns import call_off, offer_next


class Kept(Enum):
    """What a change leaves as it is."""

    AS_IT_WAS = auto()


@transaction.atomic
def change(
    booking: Booking,
    *,
    party: rules.Party,
    by: Actor,
    at: datetime,
    pickup_name: str = "",
    booked_for: User | Kept | None = Kept.AS_IT_WAS,
) -> Booking:
    """Give the booking another party. More places are taken, fewer go back at once, and a new voucher is mailed.

    ``booked_for`` is the referent who goes from now on, or nobody in particular: the mails of the booking follow.

    After closing one may only reduce: the venue has its list. A party beyond a limit that was lowered since may shrink
    little by little. A relay that may book no more keeps what it has, and may give back. Raises `AlreadyCancelled`,
    `RelayRefused`, `BookingClosed`, `PartyRefused`, `PickupNameMissing`, `Full` or `NoWheelchairPlace`; nothing is then
    written. A change to the same writes nothing.
    """
    from ..tasks import send_vouchers  # the job calls operations

    conditions.lock_share(booking.showing.offer, booking.relay)
    booking = _locked(booking, at)
    showing, before, name_before = booking.showing, booking.party, booking.pickup_name
    conditions.refuse_change(booking, party, at)
    conditions.refuse_those_inside(booking, party.places)
    sealed = conditions.sealed_name(showing, pickup_name)
    changes = rules.differences(before, party)
    if sealed is not None and pickup_name.strip() != name_before:
        changes.append("nom de retrait")
        booking.pickup_sealed = sealed
    if booked_for is not Kept.AS_IT_WAS and (booked_for and booked_for.pk) != booking.booked_for_id:
        changes.append("qui accompagne")
        booking.booked_for = booked_for
    if not changes:
        return booking
    booking.take_party(party)
    booking.changed_at = at
    booking.save()
    journal.record(verbs.CHANGED, booking, by=by, at=at, changes=", ".join(changes))
    send_vouchers.defer(booking_id=booking.pk)
    more = party.places - before.places
    if more > 0:
        conditions.refuse_more_than_a_share(showing.offer, booking.relay, more)
    places.move(
        showing,
        places=more,
        wheelchair=party.wheelchair - before.wheelchair,
        share=_share(booking, at if more else None),
    )
    if more < 0:
        offer_next(showing, by=by, at=at)
    return booking


@transaction.atomic
def cancel(booking: Booking, *, by: Actor, at: datetime, reason: str = "") -> Booking:
    """End the booking: its places go back at once, to whoever waits first, else for anyone, and a mail confirms it.
    After closing, it is recorded as late. The pick-up name is erased.

    Raises `AlreadyCancelled`, or `BookingClosed` once somebody came in with it, or the showing has begun: what happened
    is then told in the report of the outing.
    """
    from ..tasks import confirm_cancellation  # the job calls operations

    booking = _locked(booking, at)
    conditions.refuse_those_inside(booking, 0)
    late = rules.is_late(at, booking.showing.allotment.closes_at)
    booking.cancelled_at = at
    booking.cancelled_late = late
    booking.cancel_reason = reason.strip()[:200]
    booking.pickup_sealed = None
    booking.save(update_fields=["cancelled_at", "cancelled_late", "cancel_reason", "pickup_sealed"])
    verb = verbs.CANCELLED_LATE if late else verbs.CANCELLED
    journal.record(verb, booking, by=by, at=at, places=words.places(booking.places))
    confirm_cancellation.defer(booking_id=booking.pk)
    places.move(booking.showing, places=-booking.places, wheelchair=-booking.wheelchair, share=_share(booking, None))
    offer_next(booking.showing, by=by, at=at)
    return booking


def _share(booking: Booking, at: datetime | None) -> places.Share:
    """The share that the booking was taken from: what it gives back goes there."""
    return places.Share(
        at=at, priority=booking.priority, neighbour=conditions.is_neighbour(booking.relay, booking.showing)
    )


@transaction.atomic
def cancel_all_of(showing: Showing, *, reason: str, by: Actor, at: datetime) -> list[Booking]:
    """The venue called the date off: end every booking held for it, none as late, and defer a mail to each referent.

    Whoever was booking at that moment is among them, or is refused.
    """
    from ..tasks import tell_of_cancelled_date  # the job calls operations

    places.hold(showing.pk)
    bookings = list(Booking.objects.held().filter(showing=showing).select_for_update(of=("self",)).order_by("pk"))
    for booking in bookings:
        booking.cancelled_at = at
        booking.cancelled_by_venue = True
        booking.cancel_reason = reason[:200]
        booking.pickup_sealed = None
        tell_of_cancelled_date.defer(booking_id=booking.pk)
    journal.record_all(verbs.CANCELLED_BY_VENUE, bookings, by=by, at=at, reason=reason or "sans raison donnée")
    Booking.objects.bulk_update(
        bookings, ["cancelled_at", "cancelled_by_venue", "cancel_reason", "pickup_sealed"], batch_size=500
    )
    call_off(showing, by=by, at=at)
    # nothing is taken any more, by anybody's share
    Allotment.objects.filter(pk=showing.pk).update(taken=0, wheelchair_taken=0, priority_taken=0, neighbour_taken=0)
    return bookings


@transaction.atomic
def tell_of_moved_date(showing: Showing, *, before: str, by: Actor, at: datetime) -> list[Booking]:
    """The date has another hour or place: say so on every booking held for it, and defer a mail to each referent.

    ``before`` is where and when it was, as a sentence.
    """
    from ..tasks import tell_of_moved_date as tell  # the job calls operations

    places.hold(showing.pk)
    bookings = list(Booking.objects.held().filter(showing=showing).order_by("pk"))
    journal.record_all(verbs.DATE_MOVED, bookings, by=by, at=at, before=before)
    for booking in bookings:
        tell.defer(booking_id=booking.pk, before=before)
    return bookings


@transaction.atomic
def send_vouchers_again(booking: Booking, *, by: Actor, at: datetime) -> None:
    """Mail the voucher once more, to whoever asks. Raises `AlreadyCancelled` or `BookingClosed`."""
    from ..tasks import send_vouchers  # the job calls operations

    booking = _locked(booking, at)
    journal.record(verbs.VOUCHER_ASKED, booking, by=by, at=at)
    send_vouchers.defer(booking_id=booking.pk, to_user=by.user_id)


def _locked(booking: Booking, at: datetime) -> Booking:
    places.hold(booking.showing_id)
    booking = Booking.objects.select_for_update(of=("self",)).with_showing().get(pk=booking.pk)
    if booking.cancelled_at:
        raise AlreadyCancelled("Cette réservation est déjà annulée.", "Vous pouvez réserver à nouveau.")
    if booking.showing.is_over(at):
        raise BookingClosed("La sortie a déjà eu lieu.", "Dites-nous plutôt qui est venu.")
    return booking
