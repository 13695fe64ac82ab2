"""The photo that a visitor sends: a page of the season's own list, with three rows that somebody must look at."""

from datetime import datetime
from random import Random

import numpy as np
import pypdfium2

from pontdesarts.bookings import guests, paperwork
from pontdesarts.bookings.documents import boxes
from pontdesarts.programme.models import Showing
from pontdesarts.tally.models import Sheet

from .camera import DPI, PENS, Mark, Paper, Shot, photograph

_SHOT = Shot(long=2200, turn=7, tilt=0.03, bend=0.8, blur=0.8, shadow=0.45, creases=0.06, noise=4, quality=78)


def photo(*, at: datetime) -> bytes | None:
    """``None`` without a list. The same photo each time: sent twice, it is known."""
    sheet = Sheet.objects.select_related("showing").filter(showing__starts_at__lt=at).latest_first().first()
    if sheet is None:
        return None
    showing = Showing.objects.in_full().get(pk=sheet.showing_id)
    expected = guests.of(showing)
    if [[guest.code, guest.places] for guest in expected] != sheet.rows:
        return None
    return _taken(sheet, paperwork.list_pdf(showing, expected, at=sheet.printed_at, identity=sheet.identity).content)


def _taken(sheet: Sheet, paper_of_list: bytes) -> bytes:
    chance = Random(sheet.pk)  # noqa: S311 - the same photo each time, nothing secret
    page = pypdfium2.PdfDocument(paper_of_list)[0].render(scale=DPI / 72, rev_byteorder=False)
    paper = Paper(np.ascontiguousarray(page.to_numpy()[..., :3]), chance)
    rows = list(boxes.on_page(len(sheet.rows), 1))
    unclear = dict(zip(chance.sample(rows, min(3, len(rows) // 2)), (Mark.SCRIBBLED, Mark.BESIDE, None), strict=False))
    for row in rows:
        _tick(paper, row, sheet.places[row], unclear.get(row, Mark.TICK), chance)
    paper.draw(Mark.TICK, boxes.finished().frame, PENS[1])
    return photograph(paper.picture, _SHOT, chance)


def _tick(paper: Paper, row: int, places: int, mark: Mark | None, chance: Random) -> None:
    if mark is None:  # nobody came
        return
    came = boxes.of_row(row, places)
    box = came[0] if chance.random() < 0.7 else chance.choice(came)
    paper.draw(mark, box.frame, PENS[1])
