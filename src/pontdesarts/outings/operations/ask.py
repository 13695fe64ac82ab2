"""« Qui est venu ? »: one mail or one text a day at most, asked the day after; what is late, once a week."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import notices, owed, verbs
from ..models import Asked
from ..owed import Owed
from .turn import take_turn

# a job that did not run for a week asks of that week; what is older waits for the weekly mail
CAUGHT_UP = timedelta(days=7)


@transaction.atomic
def ask(user: User, *, weekly: bool, by: Actor, at: datetime) -> Asked | None:
    """Write to a referent about the outings that have just become due; when ``weekly`` and something is late, about all
    that nobody told of. By mail, or by text if they chose so.

    ``None`` when there is nothing to ask, or when they have been written to enough (see `take_turn`).
    """
    known = owed.of(user, at)
    today = timezone.localtime(at).date()
    if weekly and any(one.late for one in known):
        kind, period, asked = Asked.Kind.WEEK, today - timedelta(days=today.weekday()), known
    else:
        kind, period, asked = Asked.Kind.DAY, today, _fresh(known, user, at)
    turn = take_turn(user, kind=kind, period=period, at=at) if asked else None
    if turn is None:
        return None
    bookings = [one.booking for one in asked]
    turn.text = notices.ask_who_came(user, bookings, kind=kind, at=at)
    turn.booking = bookings[0] if turn.text and turn.text.awaits else None
    turn.save(update_fields=["text", "booking"])
    _write_in_journal(user, bookings, by=by, at=at)
    return turn


def _fresh(known: Sequence[Owed], user: User, at: datetime) -> list[Owed]:
    """Those that became due since the last time: each is asked once in that way."""
    last = Asked.objects.who_came().filter(user=user).order_by("-sent_at").first()
    since = max(last.sent_at, at - CAUGHT_UP) if last else at - CAUGHT_UP
    return [one for one in known if one.due > timezone.localtime(since).date()]


def _write_in_journal(user: User, bookings: Sequence[Booking], *, by: Actor, at: datetime) -> None:
    relays: dict[Structure, int] = {}
    for booking in bookings:
        relays[booking.relay] = relays.get(booking.relay, 0) + 1
    for relay, number in relays.items():
        outings = words.counted(number, "sortie")
        journal.record(verbs.ASKED, relay, by=by, at=at, to=user.get_full_name(), outings=outings)
