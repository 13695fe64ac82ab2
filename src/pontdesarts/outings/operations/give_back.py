"""« Je ne peux pas venir »: places given back by a link, by somebody who goes or by their referent."""

from datetime import datetime

from django.db import transaction

from pontdesarts.bookings import conditions, places, rules
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor

from .. import notices_before
from ..models import Phone
from ..refusals import GivingBackRefused

# whoever holds the link of a text: we know the outing, not the person
BY_TEXT = Actor(label="Une personne attendue, par le lien du SMS")
CALL = "Pour revenir sur cela, appelez la personne qui vous a proposé la sortie."


@transaction.atomic
def give_back(booking: Booking, *, coming: int, phone: Phone | None = None, by: Actor, at: datetime) -> Booking:
    """``coming`` people come, of those that ``phone`` answers for, or of the whole booking: the places of the others go
    back at once, to whoever waits first. Nobody left, the booking is cancelled; after closing, as late.

    Said again, nothing changes. Fewer than before, more places go back. Raises `GivingBackRefused` once the date has
    begun or is off, and for more people than were still expected.
    """
    conditions.lock_share(booking.showing.offer, booking.relay)
    places.hold(booking.showing_id)
    booking = Booking.objects.select_for_update(of=("self",)).with_showing().get(pk=booking.pk)
    expected = booking.places
    if phone:
        phone = Phone.objects.select_for_update(of=("self",)).get(pk=phone.pk)
        if phone.comes == coming:
            return booking
        expected = min(phone.expected, booking.places)
    _refuse(booking, coming, expected, at)
    gone = expected - coming
    if phone:
        phone.comes, phone.answered_at = coming, at
        phone.save(update_fields=["comes", "answered_at"])
    if gone:
        booking = _reduce(booking, booking.places - gone, by, at)
        if phone:
            notices_before.tell_given_back(booking, gone=gone, coming=coming, at=at)
    return booking


def _refuse(booking: Booking, coming: int, expected: int, at: datetime) -> None:
    if booking.cancelled_at:
        raise GivingBackRefused("Ces places ne sont plus réservées.", CALL)
    if booking.showing.is_over(at):
        raise GivingBackRefused("La sortie a déjà commencé : il est trop tard pour prévenir ici.", CALL)
    if not 0 <= coming <= expected:
        raise GivingBackRefused("Les places rendues ne peuvent pas être reprises ici.", CALL)


def _reduce(booking: Booking, left: int, by: Actor, at: datetime) -> Booking:
    party = rules.reduced(booking.party, left)
    if left < 1 or party.places > left or rules.flaw(party):
        return bookings.cancel(booking, by=by, at=at)
    return bookings.change(booking, party=party, pickup_name=booking.pickup_name, by=by, at=at)
