"""What became of an outing: who came. Only somebody says it; no timer ever does."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import conditions, notices, notices_outcomes, verbs
from ..models import Booking, Reminder
from ..refusals import AlreadyCancelled, OutcomeRefused

KEPT = timedelta(days=60)
# older than that, nobody remembers: the page still lists it, no mail asks for it
ASKED_FOR = timedelta(days=90)


@transaction.atomic
def tell_who_came(booking: Booking, *, came: int, by: Actor, at: datetime) -> Booking:
    """Write that ``came`` people of the booking were there: none to all of them. Told again, it is a correction, and
    the journal keeps both; told the same, nothing is written.

    Raises `AlreadyCancelled`, or `OutcomeRefused` before the outing and for more people than places.
    """
    locked = Booking.objects.select_for_update(of=("self",)).select_related("showing__offer")
    booking = locked.get(pk=booking.pk)
    if booking.cancelled_at:
        raise AlreadyCancelled("Cette réservation est annulée.", "Il n'y a rien à raconter.")
    if not booking.showing.is_over(at):
        raise OutcomeRefused("La sortie n'a pas encore eu lieu.", "Revenez après.")
    if not 0 <= came <= booking.places:
        raise OutcomeRefused(
            f"{words.places(booking.places).capitalize()} au plus ont été réservées.",
            f"Dites un nombre de 0 à {booking.places}.",
        )
    before = booking.came
    if before == came:
        return booking
    booking.came, booking.told_at = came, at
    booking.save(update_fields=["came", "told_at"])
    said = {"came": came, "places": booking.places}
    if before is None:
        journal.record(verbs.CAME_TOLD, booking, by=by, at=at, **said)
    else:
        journal.record(verbs.CAME_CORRECTED, booking, by=by, at=at, before=before, **said)
    return booking


def remind(user: User, *, relays: Iterable[Structure], by: Actor, at: datetime) -> Reminder | None:
    """Mail the referent what nobody has told of their outings, with a link for each of their ``relays``.

    One mail a week at most, whatever calls: the unique row is the guard. ``None`` when nothing leaves.
    """
    owed = {relay: bookings for relay in relays if (bookings := _owed_by(user, relay, at))}
    if not owed:
        return None
    day = timezone.localtime(at).date()
    try:
        with transaction.atomic():
            made = Reminder.objects.create(user=user, week=day - timedelta(days=day.weekday()), sent_at=at)
            notices_outcomes.remind(user, owed, at=at)
            for relay, bookings in owed.items():
                outings = words.counted(len(bookings), "sortie")
                journal.record(verbs.REMINDED, relay, by=by, at=at, to=user.get_full_name(), outings=outings)
            return made
    except IntegrityError:
        return None


def _owed_by(user: User, relay: Structure, at: datetime) -> list[Booking]:
    """The outings of the relay that this referent is asked about: those whose mails they receive, not too long ago."""
    lately = conditions.unreported(relay, at).filter(showing__starts_at__gt=at - ASKED_FOR)
    return [booking for booking in lately.with_showing() if user.email in notices.recipients(booking)]


def forget_reminders(*, at: datetime) -> int:
    """Erase who was reminded, sixty days later; returns how many."""
    count, _ = Reminder.objects.filter(sent_at__lt=at - KEPT).delete()
    return count
