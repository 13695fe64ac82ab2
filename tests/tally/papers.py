"""Lists printed by the product, ticked with a pen and photographed: see `pontdesarts.demo.camera`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import cv2
import numpy as np

from pontdesarts.bookings.documents import boxes
from pontdesarts.bookings.documents.venue_list import ListRow, VenueListPaper, venue_list_pictures
from pontdesarts.demo.camera import DPI, PENS, Mark, Paper, Pen, Shot, photograph

IDENTITY = "ABCDEFGHJKLMNPQRSTUV"
BLUE = PENS[1]
# a careful photo, quick to make
STRAIGHT = Shot(long=1800, turn=3, tilt=0.01, bend=0, creases=0, shadow=0.2)


def printed(
    places: Sequence[int], *, identity: str = IDENTITY, dpi: int = DPI, codes: Sequence[str] = ()
) -> list[bytes]:
    """The pages of a list, as pictures."""
    named = codes or [f"K7M-4RP-{row:02}" for row in range(len(places))]
    paper = VenueListPaper(
        title="Bérénice",
        venue="Théâtre de la Cité",
        starts_at=datetime(2026, 12, 3, 19, 30, tzinfo=UTC),
        rows=[ListRow(code=code, places=number) for code, number in zip(named, places, strict=True)],
        printed_at=datetime(2026, 12, 1, 19, 30, tzinfo=UTC),
        identity=identity,
    )
    return venue_list_pictures(paper, dpi=dpi)


def ticked(
    places: Sequence[int],
    marks: dict[tuple[int, int], Mark],
    *,
    identity: str = IDENTITY,
    page: int = 1,
    pen: Pen = BLUE,
    finished: bool = False,
) -> Paper:
    """A page whose boxes (row, count) have these marks."""
    paper = Paper.of(printed(places, identity=identity)[page - 1], Random(4))
    for (row, count), mark in marks.items():
        paper.draw(mark, box(places, row, count), pen)
    if finished:
        paper.draw(Mark.TICK, boxes.finished().frame, pen)
    return paper


def box(places: Sequence[int], row: int, count: int) -> boxes.Frame:
    return next(each.frame for each in boxes.of_row(row, places[row]) if each.count == count)


def photo(paper: Paper, shot: Shot = STRAIGHT, seed: int = 1) -> bytes:
    return photograph(paper.picture, shot, Random(seed))


def beside(left: bytes, right: bytes) -> bytes:
    """Two photos as one."""
    both = [cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR) for each in (left, right)]
    return bytes(cv2.imencode(".jpg", np.hstack(both))[1].tobytes())
