"""Two letters of the association: the statement of what is missing, and each quarter what the answers served."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.verbs import Verb
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .. import digest, notices_team, owed, periods, verbs
from ..models import Asked, Rhythm
from .turn import take_turn


@transaction.atomic
def send_statement(user: User, *, by: Actor, at: datetime) -> Asked | None:
    """Each month or two, as the association says: what is missing of the referent's relays, and the link to tell it.

    ``None`` on other days, when nothing is missing, and when they have been written to enough (see `_turn`).
    """
    today, relays, rhythms = _standing(user, at)
    due = {relay: periods.statement_due(today, rhythms[relay.association_id].statement_months) for relay in relays}
    asked = [relay for relay, period in due.items() if period]
    missing = owed.of_relays(asked, at) if asked else []
    turn = _turn(user, Asked.Kind.STATEMENT, today.replace(day=1), at) if missing else None
    if turn is None:
        return None
    notices_team.state(user, missing, older=owed.older(asked, at).count(), at=at)
    _write_in_journal(verbs.STATED, missing, to=user, by=by, at=at)
    return turn


@transaction.atomic
def send_reminder(user: User, *, by: Actor, at: datetime) -> Asked | None:
    """« Piqûre de rappel », once a quarter: what the answers of the quarter that is over served, then what is missing.
    Whoever owes nothing is thanked.

    ``None`` on other days, when the relays neither told nor owe anything, and when they have been written to enough.
    """
    today, relays, rhythms = _standing(user, at)
    began = periods.quarter_due(today)
    reminded = [relay for relay in relays if rhythms[relay.association_id].quarterly]
    if began is None or not reminded:
        return None
    missing = owed.of_relays(reminded, at)
    served = digest.of(reminded, periods.quarter_before(began), at)
    turn = _turn(user, Asked.Kind.QUARTER, began, at) if missing or served.told else None
    if turn is None:
        return None
    notices_team.remind(user, reminded, served, missing, at=at)
    for relay in reminded:
        journal.record(verbs.REMINDED, relay, by=by, at=at, to=user.get_full_name())
    return turn


def _standing(user: User, at: datetime) -> tuple[date, list[Structure], dict[int, Rhythm]]:
    relays = list(Structure.objects.served_by(user).select_related("association").order_by("sort_name", "pk"))
    rhythms = owed.rhythms_of(relay.association for relay in relays)
    return timezone.localtime(at).date(), relays, rhythms


def _turn(user: User, kind: Asked.Kind, period: date, at: datetime) -> Asked | None:
    """A letter waits for a day when nothing else leaves: it has a week to do so."""
    turn = take_turn(user, kind=kind, period=period, at=at)
    if turn is None:
        return None
    others = Asked.objects.filter(user=user).exclude(kind=Asked.Kind.BEFORE).exclude(pk=turn.pk)
    last = others.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if last and timezone.localtime(last).date() == timezone.localtime(at).date():
        turn.delete()
        return None
    return turn


def _write_in_journal(verb: Verb, missing: Iterable[Booking], *, to: User, by: Actor, at: datetime) -> None:
    relays: dict[Structure, int] = {}
    for booking in missing:
        relays[booking.relay] = relays.get(booking.relay, 0) + 1
    for relay, number in relays.items():
        outings = words.counted(number, "sortie")
        journal.record(verb, relay, by=by, at=at, to=to.get_full_name(), outings=outings)
