"""Where each box of a venue's list stands, in millimetres from the top left corner of an A4 page. Pure.

The paper is drawn from these figures and a photo of it is read with them: nothing is measured twice. A sheet keeps the
`VERSION` it was printed with; change a figure and the version changes with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

VERSION = 1
PAGE = (210.0, 297.0)
A_PAGE = 15  # rows

FIRST_ROW = 43.0
ROW = 14.5
# what the boxes stand in: white but for them and their figures, so that any other mark there is somebody's
FIELD = (82.0, 158.0)

MARK = 9.0
MARKS = {0: (8.0, 8.0), 1: (193.0, 8.0), 2: (193.0, 280.0), 3: (8.0, 280.0)}
# the first four signs of ArUco's dictionary DICT_4X4_50, clockwise from the top left corner: 1 is white
SIGNS = {
    0: ("1011", "0101", "0011", "0010"),
    1: ("0000", "1111", "1001", "1010"),
    2: ("0011", "0011", "0010", "1101"),
    3: ("1001", "1001", "0100", "0110"),
}
SQUARE = (161.5, 6.5, 27.5)  # left, top and side of the QR code with its quiet zone

# past this many places, « combien ? » is written by hand
MOST_COUNTED = 6
_ALL, _COUNT = 9.0, 7.0
_ALL_AT = 84.0
_COUNT_AT, _COUNT_STEP = 104.0, 11.5
_WRITTEN = (104.0, 4.5, 30.0, 9.0)
_FINISHED = (19.0, 263.0, 7.0)

_PREFIX = "PDA1:"


@dataclass(frozen=True)
class Frame:
    """A drawn rectangle, by the middle of its line."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Box:
    """To tick: ``count`` people came."""

    count: int
    frame: Frame


def pages(rows: int) -> int:
    return max(1, -(-rows // A_PAGE))


def on_page(rows: int, page: int) -> range:
    """The rows of a page, from 0; pages count from 1."""
    return range((page - 1) * A_PAGE, min(rows, page * A_PAGE))


def top_of(row: int) -> float:
    return FIRST_ROW + (row % A_PAGE) * ROW


def of_row(row: int, places: int) -> list[Box]:
    """« Tous » first; then one box for each smaller number, unless there are too many."""
    top = top_of(row)
    boxes = [Box(places, Frame(_ALL_AT, top + (ROW - _ALL) / 2, _ALL, _ALL))]
    if places <= MOST_COUNTED:
        left = (_COUNT_AT + step * _COUNT_STEP for step in range(places))
        boxes += [
            Box(count, Frame(x, top + 6, _COUNT, _COUNT)) for count, x in zip(range(1, places), left, strict=False)
        ]
    return boxes


def written(row: int, places: int) -> Frame | None:
    """Where a number is written by hand, for a large party."""
    left, down, width, height = _WRITTEN
    return Frame(left, top_of(row) + down, width, height) if places > MOST_COUNTED else None


def figures(row: int, places: int) -> list[Frame]:
    """The room of what is printed among the boxes: the figure above each, the words above what is written."""
    if places > MOST_COUNTED:
        return [Frame(_WRITTEN[0] - 0.5, top_of(row) + 0.3, 34, 3.9)]
    return [Frame(box.frame.left - 0.6, box.frame.top - 4.8, 3.6, 4.2) for box in of_row(row, places)[1:]]


def finished() -> Box:
    """« Page finie »: rows without a tick mean that nobody came."""
    left, top, side = _FINISHED
    return Box(0, Frame(left, top, side, side))


def said(identity: str, page: int) -> str:
    """What the square of a page says: which sheet, which page, and nothing else."""
    return f"{_PREFIX}{identity}:{page}"


def understood(text: str) -> tuple[str, int] | None:
    """The sheet and the page that a square names; ``None`` when it is not one of ours."""
    identity, _, page = text.removeprefix(_PREFIX).rpartition(":")
    if not text.startswith(_PREFIX) or not identity.isalnum() or not (page.isdecimal() and 0 < len(page) < 4):
        return None
    return identity, int(page)


def drawn(places: Sequence[int], identity: str) -> dict[str, object]:
    """All that the paper needs of this, as it is drawn."""
    return {
        "pages": [list(on_page(len(places), page)) for page in range(1, pages(len(places)) + 1)],
        "first_row": FIRST_ROW,
        "row": ROW,
        "boxes": [[_dict(box.frame, row) | {"count": box.count} for box in of_row(row, n)] for row, n in _rows(places)],
        "written": [_dict(frame, row) if (frame := written(row, n)) else None for row, n in _rows(places)],
        "finished": _dict(finished().frame, None),
        "marks": [{"left": x, "top": y, "cells": SIGNS[key]} for key, (x, y) in MARKS.items()] if identity else [],
        "mark": MARK,
        "square": dict(zip(("left", "top", "side"), SQUARE, strict=True)),
    }


def _rows(places: Sequence[int]) -> list[tuple[int, int]]:
    return list(enumerate(places))


def _dict(frame: Frame, row: int | None) -> dict[str, float]:
    """In its row, or on the page."""
    top = frame.top - (top_of(row) if row is not None else 0)
    return {"left": frame.left, "top": top, "width": frame.width, "height": frame.height}
