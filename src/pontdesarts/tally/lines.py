"""The correction screen, line by line: each booking of the date, what was read of it, where it shows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pontdesarts.bookings.documents import boxes
from pontdesarts.bookings.models import Booking
from pontdesarts.outings.models import Claim
from pontdesarts.programme.models import Showing

from . import rules
from .models import Page, Tally
from .rules import Kind, Read, Verdict


@dataclass(frozen=True)
class Line:
    """``row`` is its number on the paper, from 1, on ``page`` where it is seen best; 0 when no page shows it.
    ``said`` is what the venue said before."""

    booking: Booking
    verdict: Verdict
    page: Page | None = None
    row: int = 0
    said: int | None = None

    @property
    def kind(self) -> Kind:
        return self.verdict.kind

    @property
    def index(self) -> int:
        """Of the row on the paper, from 0, as its picture is named."""
        return self.row - 1


def of_reading(tally: Tally) -> list[Line]:
    """Doubtful ones first, then blank ones, then the sure ones, in the order of the paper; last, those on no page."""
    pages = list(tally.pages.select_related("sheet").order_by("-sheet__printed_at", "number", "pk"))
    seen: dict[str, list[tuple[Page, int, Read]]] = defaultdict(list)
    printed: dict[str, int] = {}
    for page in pages:
        for row, read in page.reads().items():
            code, places = page.sheet.rows[row]
            seen[code].append((page, row, read))
            printed.setdefault(code, places)
    lines = [_line(booking, seen[booking.code], printed.get(booking.code, 0)) for booking in _bookings(tally.showing)]
    order = list(Kind)
    shown = [line for line in lines if _shows(line)]
    return sorted(shown, key=lambda line: (order.index(line.kind), line.row, line.booking.code))


def _line(booking: Booking, seen: list[tuple[Page, int, Read]], printed: int) -> Line:
    verdict = rules.merge(
        [read for _, _, read in seen],
        printed=printed,
        places=booking.places,
        cancelled=booking.cancelled_at is not None,
    )
    if not seen:
        return Line(booking, verdict)
    page, row, _ = max(seen, key=lambda each: (each[2].count is not None, not each[2].sure))
    return Line(booking, verdict, page, row + 1)


def _shows(line: Line) -> bool:
    """A cancelled booking is not asked about, unless somebody ticked it."""
    return line.booking.cancelled_at is None or line.kind in {Kind.DOUBTFUL, Kind.SURE}


def by_hand(showing: Showing) -> list[Line]:
    """Every booking that holds, in the order of the list, with what the venue last said of it."""
    claims = Claim.objects.filter(showing=showing, source=Claim.Source.VENUE).of_bookings().last_of_each()
    said = {claim.booking_id: claim.came for claim in claims}
    held = [booking for booking in _bookings(showing) if booking.cancelled_at is None]
    return [Line(booking, Verdict(Kind.UNREAD), said=said.get(booking.pk)) for booking in held]


def _bookings(showing: Showing) -> Iterator[Booking]:
    yield from Booking.objects.filter(showing=showing).order_by("code")


def pages_missing(tally: Tally) -> list[int]:
    """The pages that no photo shows, of the last printed list that photos show."""
    pages = list(tally.pages.select_related("sheet").order_by("-sheet__printed_at", "number", "pk"))
    if not pages:
        return []
    sheet = pages[0].sheet
    there = {page.number for page in pages if page.sheet_id == sheet.pk}
    return [number for number in range(1, boxes.pages(len(sheet.rows)) + 1) if number not in there]
