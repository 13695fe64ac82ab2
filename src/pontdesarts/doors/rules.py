"""Who came in, out of what several telephones read at the doors of one evening. Pure.

A telephone writes entries and undoings, each under a number of its own making. What is known is the set of them: it
only grows, and everything here follows from the set, never from the order in which it came together. `rules.js` says
the same on the telephone; a test holds one against the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# what a telephone read is taken for so long after the date: as long as the link of the list opens
ACCEPTED_FOR = timedelta(days=7)
# the list leaves the telephone by itself then, if nobody ended the evening
ERASED_AFTER = timedelta(hours=12)
# and this long after it was last read, however far the date is: an open period lasts for months
KEPT_AT_MOST = timedelta(hours=36)
# which telephone read what: of use while two of them are compared
DEVICES_KEPT = timedelta(days=30)
# one voucher opens the door to no more people; beyond, it is a slip of the finger
MOST_PEOPLE = 99
# what one sending may hold: a weak network must be able to carry it, and its answer
MOST_AT_ONCE = 50
# of one date, undoings included: a machine that goes mad stops there
MOST_READS = 5000


@dataclass(frozen=True)
class Entry:
    """``people`` came in at ``at`` under ``code``. ``ordinal`` is that of the paper when each person has one (2 of 4),
    0 for a paper of the whole party. ``beyond`` of them were let in knowing that they were above what was booked."""

    id: UUID
    code: str
    people: int
    at: datetime
    ordinal: int = 0
    beyond: int = 0


@dataclass(frozen=True)
class Tally:
    """What the entries of one booking come to.

    ``counted`` is how many people came. ``overlap`` is how many were read above the places by doors that did not know
    of one another: kept, shown to the venue, not counted. ``left`` may still come in.
    """

    counted: int = 0
    beyond: int = 0
    overlap: int = 0
    left: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def standing(entries: Iterable[Entry], undone: Iterable[UUID]) -> list[Entry]:
    """The entries that nobody took back, the oldest first. An undoing wins, even when it is known before its entry."""
    gone = set(undone)
    return sorted((entry for entry in entries if entry.id not in gone), key=lambda entry: (entry.at, entry.id))


def tally(places: int, entries: Sequence[Entry]) -> Tally:
    """What these entries, all standing, come to for a booking of ``places`` places.

    Entries add up. The same paper of one person, read twice, is that person once. Above the places, only those who
    were let in knowingly are counted: a door that knows never goes above without asking, so that the rest was read by
    two doors without a network, the same party most of the time.

    >>> from uuid import uuid4; from datetime import UTC
    >>> at = datetime(2026, 12, 3, 20, tzinfo=UTC)
    >>> two_doors = [Entry(uuid4(), "K7M-4RP-2X", 4, at), Entry(uuid4(), "K7M-4RP-2X", 3, at)]
    >>> found = tally(4, two_doors)
    >>> found.counted, found.overlap, found.left
    (4, 3, 0)
    """
    plain = _within(entries)
    beyond = sum(entry.beyond for entry in entries)
    moments = [entry.at for entry in entries]
    return Tally(
        counted=min(plain, places) + beyond,
        beyond=beyond,
        overlap=max(0, plain - places),
        left=max(0, places - plain),
        first_at=min(moments, default=None),
        last_at=max(moments, default=None),
    )


def _within(entries: Iterable[Entry]) -> int:
    """How many were read as part of what was booked, each paper of one person once."""
    papers: dict[int, int] = {}
    groups = 0
    for entry in entries:
        people = entry.people - entry.beyond
        if entry.ordinal:
            papers[entry.ordinal] = max(people, papers.get(entry.ordinal, 0))
        else:
            groups += people
    return groups + sum(papers.values())


def by_code(entries: Iterable[Entry], undone: Iterable[UUID]) -> Mapping[str, list[Entry]]:
    """The standing entries of each code."""
    found: dict[str, list[Entry]] = {}
    for entry in standing(entries, undone):
        found.setdefault(entry.code, []).append(entry)
    return found


@dataclass(frozen=True)
class Mending:
    """What to write so that a booking comes to a number: entries to take back, the last first, then one entry."""

    undo: tuple[UUID, ...] = ()
    people: int = 0
    beyond: int = 0


def to_reach(target: int, places: int, entries: Sequence[Entry]) -> Mending:
    """How to make these entries come to ``target`` people, with nothing read twice any more. ``target`` above the
    places is said knowingly."""
    kept = sorted(entries, key=lambda entry: (entry.at, entry.id))
    undo = []
    while kept and (_within(kept) > places or tally(places, kept).counted > target):
        undo.append(kept.pop().id)
    now = tally(places, kept)
    people = target - now.counted
    return Mending(tuple(undo), people, max(0, people - now.left))


def accepts(ends_at: datetime, at: datetime) -> bool:
    """Whether what a telephone still holds of that evening is taken."""
    return at < ends_at + ACCEPTED_FOR


def erased_at(ends_at: datetime, read_at: datetime) -> datetime:
    """When the list leaves a telephone that read it at that moment."""
    return min(ends_at + ERASED_AFTER, read_at + KEPT_AT_MOST)


def may_end(starts_at: datetime, ends_at: datetime | None, at: datetime, *, open_dated: bool) -> bool:
    """Whether those who were not read may be said absent: the date has begun, the open period is over."""
    return at >= (ends_at if open_dated and ends_at else starts_at)
