"""What several photos say of one booking, and until when they are kept. Pure decisions."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# the bytes of a photo, and the page that was read in it
PICTURES_KEPT: Final = timedelta(days=7)
# which rows were on a sheet, what was read and said
SHEETS_KEPT: Final = timedelta(days=60)
MOST_PICTURES: Final = 12
MOST_BYTES_AT_ONCE: Final = 60 * 1024 * 1024

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def identity() -> str:
    """Of a sheet or of a reading: a hundred bits that nobody guesses, in signs that a QR code holds in little room."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


@dataclass(frozen=True)
class Read:
    """A row as one page was read. ``count`` is ``None`` when nothing is ticked; ``finished`` is the box « page finie »,
    ``None`` when it is doubtful."""

    count: int | None
    sure: bool
    confidence: float
    why: str = ""
    finished: bool | None = False


class Kind(StrEnum):
    """How a booking is shown on the correction screen."""

    DOUBTFUL = "doubtful"
    BLANK = "blank"
    SURE = "sure"
    UNREAD = "unread"


@dataclass(frozen=True)
class Verdict:
    """``count`` is what to suggest, ``None`` for nothing. ``finished``: whoever ticked says that blank means nobody."""

    kind: Kind
    count: int | None = None
    why: str = ""
    finished: bool = False


def merge(reads: Sequence[Read], *, printed: int, places: int, cancelled: bool) -> Verdict:
    """What the pages where a booking stands say together. Sure only when nothing in them or since then disagrees.

    ``printed`` places were on the paper, there are ``places`` now.

    >>> merge([Read(3, True, 0.99)], printed=4, places=4, cancelled=False)
    Verdict(kind=<Kind.SURE: 'sure'>, count=3, why='', finished=False)
    """
    if not reads:
        return Verdict(Kind.UNREAD)
    best = max(reads, key=lambda read: (read.sure, read.count is not None, read.confidence))
    doubt = _doubt(reads, best, printed, places, cancelled)
    if doubt:
        return Verdict(Kind.DOUBTFUL, best.count, doubt)
    if best.count is None:
        return Verdict(Kind.BLANK, finished=all(read.finished for read in reads))
    return Verdict(Kind.SURE, best.count)


def _doubt(reads: Sequence[Read], best: Read, printed: int, places: int, cancelled: bool) -> str:
    if not best.sure:
        return best.why
    if len({read.count for read in reads if read.sure and read.count is not None}) > 1:
        return "Deux feuilles disent des nombres différents."
    if best.count is None:
        return ""
    if cancelled:
        return "Cette réservation a été annulée depuis que la liste est imprimée."
    if printed != places and (best.count == printed or best.count > places):
        return f"La liste imprimée disait {printed} places, il y en a {places} aujourd'hui."
    return ""


def better(new: Sequence[Read], old: Sequence[Read]) -> bool:
    """Whether a second photo of the same page takes the place of the first: it must leave fewer doubts."""
    return sum(not read.sure for read in new) < sum(not read.sure for read in old)


def pictures_end(sent_at: datetime) -> datetime:
    return sent_at + PICTURES_KEPT
