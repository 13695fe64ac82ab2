"""What telephones read is added to what is known, and who came is told again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from pontdesarts.outings.operations.claims import MOST
from pontdesarts.programme.models import Showing

from .. import rules
from ..conditions import refuse_hour, told_by_program
from ..models import Reception, Scan
from ..refusals import DoorRefused


@dataclass(frozen=True)
class Read:
    """One entry, or one undoing (``undoes``), as the telephone wrote it; ``device_at`` is by its own clock."""

    id: UUID
    device_at: datetime
    code: str = ""
    people: int = 0
    beyond: int = 0
    ordinal: int = 0
    undoes: UUID | None = None
    device: UUID | None = None
    offset_ms: int | None = None


@dataclass(frozen=True)
class Answer:
    """``sentence`` says why a read was not kept; ``""`` when it is."""

    id: UUID
    sentence: str = ""


@transaction.atomic
def receive(showing: Showing, reads: Sequence[Read], *, by: Actor, at: datetime) -> list[Answer]:
    """Keep what was read, each once, and tell `outings` who came. Sent again, in any order, by any telephone of the
    evening: the same.

    Taken until seven days after the date, whenever it was read. A code of another date, or of nobody, is kept and
    counts for no booking. Raises `DoorRefused` before the door opens, or past its term.
    """
    refuse_hour(showing, at)
    reception = Reception.locked(showing)
    answers = _keep(showing, reads, at=at)
    settle(reception, by=by, at=at)
    return answers


def _keep(showing: Showing, reads: Sequence[Read], *, at: datetime) -> list[Answer]:
    codes = {read.code for read in reads if read.code}
    bookings = dict(Booking.objects.filter(showing=showing, code__in=codes).order_by().values_list("code", "pk"))
    known = {scan.id: scan for scan in Scan.objects.filter(pk__in=[read.id for read in reads]).order_by("pk")}
    if Scan.objects.filter(showing=showing).count() + len(reads) > rules.MOST_READS:
        raise DoorRefused("Trop d'entrées pour une seule date.", "Dites un nombre en tout.")
    answers: list[Answer] = []
    new: dict[UUID, Scan] = {}
    for read in reads:
        scan = Scan(
            showing=showing,
            booking_id=bookings.get(read.code),
            received_at=at,
            **{name: getattr(read, name) for name in _SAID},
        )
        before = known.get(read.id) or new.setdefault(read.id, scan)
        answers.append(Answer(read.id, "" if _same(before, scan) else _REUSED))
    Scan.objects.bulk_create(new.values(), ignore_conflicts=True)
    return answers


_SAID = ("id", "code", "people", "beyond", "ordinal", "undoes", "device", "device_at", "offset_ms")
# the telephone's number is forgotten one day: a late copy is the same all the same
_COMPARED = ("showing_id", "code", "people", "beyond", "ordinal", "undoes")
_REUSED = "Cette entrée a déjà été envoyée, autrement : relisez le code."


def _same(one: Scan, other: Scan) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _COMPARED)


def settle(reception: Reception, *, by: Actor, at: datetime) -> None:
    """Tell `outings` what the whole set of reads comes to; nothing is written where the door says the same as before.

    A booking that was never read is said absent once the evening is ended, and is not spoken of until then; one whose
    number the venue's ticketing system gave keeps it. More than may be said of one booking is said as that much: a mad
    telephone keeps no other from being heard.
    """
    showing = reception.showing
    scans = Scan.objects.filter(showing=showing)
    by_code = rules.by_code(scans.entries(), scans.undone())
    read = {scan.booking_id for scan in scans}
    claims = Claim.objects.filter(showing=showing, source=Claim.Source.DOOR, booking__isnull=False)
    before = {claim.booking_id: claim.came for claim in claims.last_of_each()}
    told = told_by_program(showing)
    said = []
    for booking in Booking.objects.filter(showing=showing).order_by("pk"):
        entries = by_code.get(booking.code, [])
        if booking.pk in told and booking.pk not in read:
            continue
        came: int | None = min(rules.tally(booking.places, entries).counted, MOST)
        if not entries and (reception.ended_at is None or booking.cancelled_at):
            came = None
        if (booking.pk in read or booking.pk in before or came is not None) and came != before.get(booking.pk):
            said.append(Said(booking, came))
    if said:
        outings.claim(showing, said, source=Claim.Source.DOOR, via=Claim.Via.SCAN, by=by, at=at)
