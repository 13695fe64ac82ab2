"""What is done at the door without a telephone that scans; the end of the evening, and its reopening."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import rules, verbs
from ..conditions import refuse_hour
from ..models import Reception, Scan
from ..refusals import DoorRefused
from .scans import Read, receive, settle


@transaction.atomic
def enter(
    booking: Booking, *, people: int | None, beyond: bool, request_id: UUID, by: Actor, at: datetime, ordinal: int = 0
) -> int:
    """Let in ``people`` (``None``: all who are left) under this booking; returns how many came in.

    The same ``request_id`` for the same paper again changes nothing; a page gone back to, and another code typed in it,
    is another entry. Raises `DoorRefused` with what came in before when they are more
    than what is left, unless ``beyond`` says that the venue knows; when nobody is left; or when it is not the hour.
    """
    refuse_hour(booking.showing, at)
    Reception.locked(booking.showing)
    number = uuid5(request_id, f"{booking.code}/{ordinal}")
    if done := Scan.objects.filter(pk=number, booking=booking).first():
        return done.people
    entries = _entries(booking.showing).get(booking.code, [])
    now = rules.tally(booking.places, entries)
    if ordinal and any(entry.ordinal == ordinal for entry in entries) and not beyond:
        raise DoorRefused(f"Ce papier ({ordinal} sur {booking.places}) est déjà entré.", _ANYWAY)
    wanted = people or (1 if ordinal or (beyond and not now.left) else now.left)
    more = max(0, wanted - now.left)
    if (not wanted or more) and not beyond:
        raise DoorRefused(_said_of(booking, now, more), _ANYWAY)
    read = Read(number, at, booking.code, wanted, more, 0 if more else ordinal, offset_ms=0)
    receive(booking.showing, [read], by=by, at=at)
    return wanted


_ANYWAY = "Pour laisser entrer quand même, cochez « en plus des places réservées »."


def _said_of(booking: Booking, now: rules.Tally, more: int) -> str:
    taken = words.counted(booking.places, "place réservée", "places réservées")
    if not now.first_at:
        return f"{taken} : ce serait {words.counted(more, 'personne')} de plus."
    entered = f"{words.counted(now.counted, 'entrée')} à {words.french_hour(now.first_at)}"
    left = f"il en reste {now.left}" if now.left else "il ne reste personne à entrer"
    return f"{taken} : {entered}, {left}."


def _entries(showing: Showing) -> Mapping[str, list[rules.Entry]]:
    scans = Scan.objects.filter(showing=showing)
    return rules.by_code(scans.entries(), scans.undone())


@transaction.atomic
def say_lines(showing: Showing, said: Mapping[Booking, int], *, by: Actor, at: datetime) -> dict[Booking, int]:
    """Make each booking come to the number said, more than its places if need be; what was read twice is settled.

    Returns those that changed: said again, nothing does.
    """
    refuse_hour(showing, at)
    Reception.locked(showing)
    entries = _entries(showing)
    reads: list[Read] = []
    changed: dict[Booking, int] = {}
    for booking, number in said.items():
        mending = rules.to_reach(number, booking.places, entries.get(booking.code, []))
        reads += [Read(uuid4(), at, undoes=one, offset_ms=0) for one in mending.undo]
        if mending.people:
            reads.append(Read(uuid4(), at, booking.code, mending.people, mending.beyond, offset_ms=0))
        if mending.undo or mending.people:
            changed[booking] = number
    if reads:
        receive(showing, reads, by=by, at=at)
    return changed


@transaction.atomic
def take_back(showing: Showing, entry_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Undo one entry of this date; False when it is undone already, or was never there."""
    refuse_hour(showing, at)
    Reception.locked(showing)
    there = Scan.objects.filter(showing=showing, pk=entry_id, undoes=None).exists()
    if not there or Scan.objects.filter(showing=showing, undoes=entry_id).exists():
        return False
    receive(showing, [Read(uuid5(entry_id, "undone"), at, undoes=entry_id, offset_ms=0)], by=by, at=at)
    return True


@transaction.atomic
def end(showing: Showing, *, by: Actor, at: datetime) -> None:
    """« Terminer l'accueil »: those who were not read did not come, by the door's word. What a telephone still holds
    is taken afterwards all the same. Ended twice, the first time counts.

    Raises `DoorRefused` before the date begins, or before an open period is over: people may still come.
    """
    refuse_hour(showing, at)
    if not rules.may_end(showing.starts_at, showing.ends_at, at, open_dated=showing.offer.open_dated):
        raise DoorRefused(
            "Des personnes peuvent encore venir.",
            "Terminez l'accueil après la fin de la période."
            if showing.offer.open_dated
            else f"Terminez l'accueil après {words.french_hour(showing.starts_at)}.",
        )
    reception = Reception.locked(showing)
    if reception.ended_at:
        return
    reception.ended_at = at
    reception.save(update_fields=["ended_at"])
    settle(reception, by=by, at=at)
    held, entries = Booking.objects.held().filter(showing=showing).order_by("pk"), _entries(showing)
    tallies = [rules.tally(booking.places, entries.get(booking.code, [])) for booking in held]
    journal.record(
        verbs.ENDED,
        showing,
        by=by,
        at=at,
        entries=words.counted(sum(one.counted for one in tallies), "entrée"),
        places=sum(booking.places for booking in held),
        absent=words.counted(sum(not one.counted for one in tallies), "réservation"),
    )


@transaction.atomic
def reopen(showing: Showing, *, by: Actor, at: datetime) -> None:
    """Nobody is said absent any more by the door; what was read stays."""
    refuse_hour(showing, at)
    reception = Reception.locked(showing)
    if reception.ended_at is None:
        return
    reception.ended_at = None
    reception.save(update_fields=["ended_at"])
    settle(reception, by=by, at=at)
    journal.record(verbs.REOPENED, showing, by=by, at=at)
