"""What a venue receives to welcome people: codes, places, access. Never who sent them, nor why they come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from pontdesarts.printing import pdf, qr, sheets
from pontdesarts.ui.words import counted
from pontdesarts.ui.words import places as places_said

from . import boxes, dates

COLUMNS = ["Code", "Nom de retrait", "Places", "Dont enfants", "Dont fauteuils roulants", "Besoins", "Venus"]


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One booking. ``needs`` are words to print: « boucle magnétique ». ``outing`` too (« en famille »), or nothing."""

    code: str
    places: int
    children: int = 0
    wheelchair: int = 0
    needs: Sequence[str] = ()
    pickup_name: str = ""
    outing: str = ""


@dataclass(frozen=True, kw_only=True)
class VenueListPaper:
    """A showing and who is expected. ``printed_at`` dates the list: a newer one replaces it.

    ``until`` is the last day of an open-dated offer. Not ``timed``, the hour means nothing: it lasts all day.
    ``identity`` (letters and digits) goes in a square on each page, with signs in the corners: a photo of the ticked
    page can then be read. Without it, the list is for people alone. ``door`` is the address of the page that welcomes
    people, for a telephone to open at the desk: a square at the foot of each page.
    """

    title: str
    venue: str
    starts_at: datetime
    rows: Sequence[ListRow]
    printed_at: datetime
    until: datetime | None = None
    timed: bool = True
    contact: str = ""
    identity: str = ""
    door: str = ""

    @property
    def places(self) -> int:
        return sum(row.places for row in self.rows)


def venue_list_pdf(paper: VenueListPaper) -> bytes:
    """A4, in French: for each booking a box « tous » and one for each smaller number; the header on every page."""
    data, title = _said(paper)
    return pdf.compile("bookings/venue_list.typ", data, title=title)


def venue_list_pictures(paper: VenueListPaper, *, dpi: int = 110) -> list[bytes]:
    """The same pages as PNG pictures."""
    data, title = _said(paper)
    return pdf.pictures("bookings/venue_list.typ", data, title=title, dpi=dpi)


def venue_list_csv(paper: VenueListPaper) -> bytes:
    """The same rows, in the same order, for a ticketing software. « Venus » is left empty."""
    return sheets.csv(COLUMNS, _cells(paper))


def venue_list_xlsx(paper: VenueListPaper) -> bytes:
    return sheets.xlsx(COLUMNS, _cells(paper), name="Liste")


def _cells(paper: VenueListPaper) -> Iterator[sheets.Row]:
    for row in paper.rows:
        yield [row.code, row.pickup_name, row.places, row.children, row.wheelchair, ", ".join(row.needs), None]


def _said(paper: VenueListPaper) -> tuple[dict[str, object], str]:
    with translation.override("fr"):
        wheelchairs = sum(row.wheelchair for row in paper.rows)
        data = {
            "title": paper.title,
            "venue": paper.venue,
            "when": _when(paper),
            "bookings": counted(len(paper.rows), "réservation"),
            "places": places_said(paper.places),
            "wheelchairs": counted(wheelchairs, "fauteuil roulant", "fauteuils roulants") if wheelchairs else "",
            "rows": [_row(row) for row in paper.rows],
            "named": any(row.pickup_name for row in paper.rows),
            "printed": f"Liste du {dates.day(paper.printed_at)} à {dates.hour(paper.printed_at)}",
            "contact": paper.contact,
            "drawn": boxes.drawn([row.places for row in paper.rows], paper.identity),
            "squares": _squares(paper),
            "door": qr.svg(paper.door) if paper.door else "",
        }
        return data, f"Liste d'accueil : {paper.title}, {_when(paper)}"


def _squares(paper: VenueListPaper) -> list[str]:
    if not paper.identity:
        return []
    return [qr.svg(boxes.said(paper.identity, page)) for page in range(1, boxes.pages(len(paper.rows)) + 1)]


def _when(paper: VenueListPaper) -> str:
    if paper.until:
        return f"du {dates.day(paper.starts_at)} au {dates.day(paper.until)}"
    return dates.day(paper.starts_at) + (f" à {dates.hour(paper.starts_at)}" if paper.timed else "")


def _row(row: ListRow) -> dict[str, object]:
    details = [row.outing] if row.outing else []
    if row.children:
        details.append(f"dont {counted(row.children, 'enfant')}")
    wheelchair = counted(row.wheelchair, "fauteuil roulant", "fauteuils roulants") if row.wheelchair else ""
    return {
        "code": row.code,
        "name": row.pickup_name,
        "places": row.places,
        "details": ", ".join(details),
        "wheelchair": wheelchair,
        "needs": ", ".join(row.needs),
    }
