"""Numbers that a referent gives for the text of the day before, and takes back; they do not stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging import numbers, sms
from pontdesarts.ui import words

from .. import moments, notices_before, verbs
from ..models import Phone
from ..refusals import PhoneRefused

MOST = 6
# the row without its number, so that the link of the text still says a true sentence
ROW_KEPT = timedelta(days=30)


@transaction.atomic
def give_number(booking: Booking, *, typed: str, people: int, by: Actor, at: datetime) -> Phone:
    """Keep the number of somebody who goes and has agreed, sealed; it answers for ``people`` of the booking.

    Raises `PhoneRefused` or `numbers.NumberRefused`; nothing is then written.
    """
    booking = Booking.objects.select_for_update(of=("self",)).with_showing().get(pk=booking.pk)
    refuse_numbers(booking, at=at)
    number = numbers.read(typed, fiction=sms.is_simulated())
    digest = numbers.fingerprint(number)
    known = Phone.objects.known().filter(booking=booking)
    if known.filter(digest=digest).exists():
        raise PhoneRefused("Ce numéro est déjà donné pour cette sortie.", "Donnez-en un autre.")
    if known.count() >= MOST:
        raise PhoneRefused(f"{MOST} numéros au plus pour une réservation.", "Retirez-en un d'abord.")
    left = people_left(booking)
    if not 1 <= people <= left:
        raise PhoneRefused(
            f"Les numéros déjà donnés laissent {words.counted(left, 'personne')} sur {booking.places}.",
            "Réduisez le nombre de personnes." if left else "Retirez un numéro d'abord.",
        )
    phone = Phone.objects.create(
        booking=booking, sealed=numbers.seal(number), digest=digest, people=people, given_at=at
    )
    journal.record(verbs.NUMBER_GIVEN, booking, by=by, at=at, people=words.counted(people, "personne"))
    return phone


def refuse_numbers(booking: Booking, *, at: datetime) -> None:
    """Raise `PhoneRefused` when no number may be given for this booking any more."""
    if not sms.offered():
        raise PhoneRefused("Les SMS ne sont pas en service ici.", "Appelez les personnes la veille.")
    if booking.cancelled_at:
        raise PhoneRefused("Cette réservation est annulée.", "Il n'y a personne à prévenir.")
    if booking.showing.offer.open_dated:
        raise PhoneRefused("Cette sortie n'a pas de date fixe : il n'y a pas de veille.", "Appelez les personnes.")
    if at >= moments.text_until(booking.showing.starts_at):
        raise PhoneRefused("C'est trop tard pour un SMS avant cette sortie.", "Appelez les personnes.")


def people_left(booking: Booking) -> int:
    """How many people of the booking no number answers for yet."""
    expected = Sum(Coalesce("comes", "people"))
    known = Phone.objects.known().filter(booking=booking).aggregate(expected=expected)["expected"] or 0
    return max(0, booking.places - int(known))


@transaction.atomic
def withdraw_number(phone: Phone, *, by: Actor, at: datetime) -> None:
    """Forget a number at once: no text leaves to it any more, and its link says that it is withdrawn."""
    locked = Phone.objects.select_for_update(of=("self",)).filter(pk=phone.pk).first()
    if locked is None:
        return
    journal.record(verbs.NUMBER_WITHDRAWN, locked.booking, by=by, at=at)
    locked.delete()


@transaction.atomic
def erase_numbers(*, by: Actor, at: datetime) -> int:
    """Erase the numbers of outings whose day is over where they took place; a month later, the rows. Returns how many
    numbers."""
    past = Phone.objects.select_for_update(of=("self",)).known().filter(booking__showing__starts_at__lt=at)
    over = [
        phone.pk
        for phone in past.with_outing().order_by("pk")
        if moments.erase_from(phone.booking.showing.starts_at, notices_before.clock_at(phone.booking.showing)) <= at
    ]
    Phone.objects.filter(erased_at__lt=at - ROW_KEPT).delete()
    return Phone.objects.filter(pk__in=over).update(sealed=None, digest="", erased_at=at)
