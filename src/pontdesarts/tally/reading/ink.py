"""What a pen left in and around each box of a flat page, in square millimetres and millimetres."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pontdesarts.bookings.documents import boxes
from pontdesarts.bookings.documents.boxes import Frame

from .flattening import SCALE, Flat, Ink

_LINE: Final = 0.5  # mm, of a frame (1.4 pt)
_INSIDE: Final = 0.75  # mm from the middle of the line to what counts as inside
_SEARCH: Final = 2.6  # mm: how far paper that is not flat carries a box away
_NEAR: Final = 1.8  # mm: how much farther than its row one box may be
_DARK: Final = 0.3  # of printed black: where a pen has been, beyond doubt
_TAIL: Final = 3.2  # mm: how far out of its box a tick ends
_REACH: Final = 0.35  # mm² of a line inside a box, for it to count as going there


@dataclass(frozen=True)
class Measure:
    """Of one box. ``ink`` is the share of the inside that is inked, 0 to 1, noise of the paper taken out; ``drawn`` the
    length of the lines inside; ``sharp`` how black its printed frame is, 0 to 1: how much to believe the rest; ``side``
    that of the inside, in mm.

    ``linked`` names other boxes that the same stroke enters; ``across`` says that strokes leave it by opposite sides.
    """

    ink: float
    drawn: float
    sharp: float
    side: float
    linked: frozenset[tuple[int, int]] = frozenset()
    across: bool = False


@dataclass(frozen=True)
class RowMeasures:
    """``boxes`` in the order of `boxes.of_row`; ``stray`` is the largest mark of the row in none of them, in mm²;
    ``written`` what is in the place for a number, or ``None`` when there is no such place."""

    boxes: tuple[Measure, ...]
    stray: float
    written: float | None


@dataclass(frozen=True)
class PageMeasures:
    rows: dict[int, RowMeasures]
    finished: Measure


def measure(flat: Flat, places: Sequence[int]) -> PageMeasures:
    """Of each row of the page, by its number on the sheet, whose rows have so many ``places``."""
    rows = boxes.on_page(len(places), flat.page)
    found = {row: _aligned(flat.ink, _printed(row, places[row])) for row in rows}
    strokes = _Strokes(flat.ink, found, {row: places[row] for row in rows})
    noise = _noise(flat.ink, rows)
    finished = _aligned(flat.ink, [boxes.finished().frame])[0]
    return PageMeasures(
        {row: strokes.row(row, noise) for row in rows}, _measure(flat.ink, finished, noise, strokes.lines)
    )


def _printed(row: int, places: int) -> list[Frame]:
    """The boxes of a row; last, where a number is written."""
    hand = boxes.written(row, places)
    return [box.frame for box in boxes.of_row(row, places)] + ([hand] if hand else [])


@dataclass(frozen=True)
class _Found:
    """Where a frame was found, in pixels, and how black it is."""

    left: int
    top: int
    width: int
    height: int
    sharp: float

    def inside(self) -> tuple[slice, slice]:
        margin = round(_INSIDE * SCALE)
        return (
            slice(self.top + margin, self.top + self.height - margin + 1),
            slice(self.left + margin, self.left + self.width - margin + 1),
        )

    @property
    def area(self) -> float:
        """Of the inside, in mm²."""
        down, across = self.inside()
        return float((down.stop - down.start) * (across.stop - across.start) / SCALE**2)


def _aligned(ink: Ink, frames: Sequence[Frame]) -> list[_Found]:
    """The frames of a row, which moved together, then each a little on its own."""
    answers = [_answers(ink, frame) for frame in frames]
    down, across = np.unravel_index(int(np.argmax(sum(answers[1:], answers[0]))), answers[0].shape)
    found, near, far = [], round(_NEAR * SCALE), round(_SEARCH * SCALE)
    for frame, answer in zip(frames, answers, strict=True):
        top, left = max(0, int(down) - near), max(0, int(across) - near)
        around = answer[top : int(down) + near + 1, left : int(across) + near + 1]
        y, x = np.unravel_index(int(np.argmax(around)), around.shape)
        found.append(
            _Found(
                round(frame.left * SCALE) + left + int(x) - far,
                round(frame.top * SCALE) + top + int(y) - far,
                round(frame.width * SCALE),
                round(frame.height * SCALE),
                float(around[y, x]),
            )
        )
    return found


def _answers(ink: Ink, frame: Frame) -> NDArray[np.float32]:
    """For each place around where the frame should be: how much darker its line is than what is on both sides of it."""
    kernel = _kernel(round(frame.width * SCALE), round(frame.height * SCALE))
    far, half = round(_SEARCH * SCALE), (kernel.shape[0] - round(frame.height * SCALE)) // 2
    top, left = round(frame.top * SCALE) - half - far, round(frame.left * SCALE) - half - far
    patch = ink[top : top + kernel.shape[0] + 2 * far, left : left + kernel.shape[1] + 2 * far]
    return np.asarray(cv2.matchTemplate(np.ascontiguousarray(patch), kernel, cv2.TM_CCORR), dtype=np.float32)


def _kernel(width: int, height: int) -> NDArray[np.float32]:
    line, beside = round(_LINE * SCALE / 2), round(0.8 * SCALE)
    kernel = np.zeros((height + 2 * beside + 1, width + 2 * beside + 1), np.float32)

    def ring(outer: int, inner: int) -> NDArray[np.bool_]:
        whole = np.zeros(kernel.shape, bool)
        whole[beside - outer : beside + height + outer + 1, beside - outer : beside + width + outer + 1] = True
        whole[beside + inner : beside + height - inner + 1, beside + inner : beside + width - inner + 1] = False
        return whole

    black, clear = ring(line, line), ring(beside, beside)
    clear &= ~ring(line + 2, line + 2)
    kernel[black] = 1 / black.sum()
    kernel[clear] = -1 / clear.sum()
    return kernel


def _noise(ink: Ink, rows: Sequence[int]) -> float:
    """The ink of paper where nothing is printed: what a box that nobody touched shows too."""
    bare = [ink[_span(boxes.top_of(row) + 2, 9), _span(boxes.FIELD[0] + 13, 2.4)].mean() for row in rows]
    return float(np.median(bare)) if bare else 0.0


def _span(start: float, length: float) -> slice:
    return slice(round(start * SCALE), round((start + length) * SCALE))


def _measure(ink: Ink, found: _Found, noise: float, dark: NDArray[np.uint8]) -> Measure:
    inside = ink[found.inside()]
    lines = dark[found.inside()]
    outlines, _ = cv2.findContours(lines, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    drawn = sum(cv2.arcLength(outline, True) for outline in outlines) / 2 / SCALE
    share = float(np.clip((inside - noise - 0.06) / 0.75, 0, 1).mean())
    side = (min(found.width, found.height) / SCALE) - 2 * _INSIDE
    return Measure(ink=share, drawn=drawn, sharp=found.sharp, side=side)


class _Strokes:
    """The lines of a pen over all the boxes of a page, each one whole: which boxes it enters, what it misses."""

    def __init__(self, ink: Ink, found: dict[int, list[_Found]], places: dict[int, int]) -> None:
        self.ink, self.found, self.places = ink, found, places
        self.lines = (ink > _DARK).astype(np.uint8)
        field = np.zeros(ink.shape, np.uint8)
        self.moved = {row: self._move(row, boxes_found) for row, boxes_found in found.items()}
        for row in found:
            field[self._field(row)] = 1
        whole = field.copy()
        for row, boxes_found in found.items():
            self._erase_printed(field, row, boxes_found)
        self.pen = self.lines * field
        _, self.strokes = cv2.connectedComponents(self._bridged(whole - field))
        self.entered = dict(self._entries())

    def _bridged(self, erased: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The pen, whole again where frames and figures were ``erased`` under it, however thin: closing alone joins the
        ends of a thick line only."""
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(2 * SCALE),) * 2)
        joined = np.asarray(cv2.morphologyEx(self.pen, cv2.MORPH_CLOSE, disc), np.uint8)
        reaching = np.asarray(cv2.dilate(self.pen, disc), np.uint8)
        return np.asarray(joined | reaching & erased, np.uint8)

    def _move(self, row: int, found: list[_Found]) -> tuple[float, float]:
        """How far down and across the row is from where it was printed, in mm."""
        printed = _printed(row, self.places[row])
        down = [each.top / SCALE - frame.top for each, frame in zip(found, printed, strict=True)]
        across = [each.left / SCALE - frame.left for each, frame in zip(found, printed, strict=True)]
        return float(np.mean(down)), float(np.mean(across))

    def _field(self, row: int) -> tuple[slice, slice]:
        """Where only boxes and their figures are printed; below the line of the header, for the first row."""
        down, across = self.moved[row]
        under = 0.9 if row % boxes.A_PAGE == 0 else 0
        return (
            _span(boxes.top_of(row) + down + under, boxes.ROW - under),
            _span(boxes.FIELD[0] + across, boxes.FIELD[1] - boxes.FIELD[0]),
        )

    def _erase_printed(self, field: NDArray[np.uint8], row: int, found: list[_Found]) -> None:
        """What is printed is not the pen's. It moved as the boxes did."""
        line = round((_LINE / 2 + 0.4) * SCALE)
        for each in found:
            y, x, bottom, right = each.top, each.left, each.top + each.height, each.left + each.width
            for down, across in (
                (slice(y - line, y + line + 1), slice(x - line, right + line + 1)),
                (slice(bottom - line, bottom + line + 1), slice(x - line, right + line + 1)),
                (slice(y - line, bottom + line + 1), slice(x - line, x + line + 1)),
                (slice(y - line, bottom + line + 1), slice(right - line, right + line + 1)),
            ):
                field[down, across] = 0
        places = self.places[row]
        for figure, each, frame in zip(boxes.figures(row, places), found[1:], _printed(row, places)[1:], strict=True):
            low, aside = each.top / SCALE - frame.top, each.left / SCALE - frame.left
            field[_span(figure.top + low, figure.height), _span(figure.left + aside, figure.width)] = 0
        if places > boxes.MOST_COUNTED:  # what is written there is looked at apart
            hand, edge = found[-1], round(2 * SCALE)
            field[hand.top - edge : hand.top + hand.height + edge, hand.left - edge : hand.left + hand.width + edge] = 0

    def _boxes(self, row: int) -> int:
        return len(boxes.of_row(row, self.places[row]))

    def _entries(self) -> Iterator[tuple[tuple[int, int], dict[int, int]]]:
        """For each box: the strokes that enter it, and how many of their pixels are inside."""
        for row, found in self.found.items():
            for index, each in enumerate(found[: self._boxes(row)]):
                inside = self.strokes[each.inside()][self.pen[each.inside()] > 0]
                numbers, counts = np.unique(inside, return_counts=True)
                least = _REACH * SCALE**2
                yield (
                    (row, index),
                    {int(n): int(c) for n, c in zip(numbers, counts, strict=True) if n and c >= least},
                )

    def row(self, row: int, noise: float) -> RowMeasures:
        measures = []
        for index, each in enumerate(self.found[row][: self._boxes(row)]):
            base = _measure(self.ink, each, noise, self.lines)
            strokes = self.entered[row, index]
            linked = frozenset(
                other for other, theirs in self.entered.items() if other != (row, index) and strokes.keys() & theirs
            )
            measures.append(replace(base, linked=linked, across=self._across(row, each, strokes)))
        return RowMeasures(tuple(measures), self._stray(row), self._written(row, noise))

    def _across(self, row: int, found: _Found, strokes: dict[int, int]) -> bool:
        """The same stroke goes well out of the box on its left and on its right: struck out, or the whole row is.
        Beside the last of six boxes, as far out as the field goes."""
        out, field = round(1.6 * SCALE), self._field(row)[1]
        down = slice(found.top, found.top + found.height)
        left = max(found.left - out, field.start + 2)
        right = min(found.left + found.width + out, field.stop - 2)
        for number in strokes:
            sides = (self.strokes[down, edge - 2 : edge + 2] == number for edge in (left, right))
            if all(side.any() for side in sides):
                return True
        return False

    def _stray(self, row: int) -> float:
        """The largest mark of the row, in mm², that is neither in a box nor the end of a tick that comes out of one."""
        field = self._field(row)
        # what is left of a frame is thinner than any pen
        thick = cv2.morphologyEx(self.pen[field], cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        strokes = np.where(thick > 0, self.strokes[field], 0)
        out = round(_TAIL * SCALE)
        for (other, index), entered in self.entered.items():
            if entered and abs(other - row) <= 1:
                box = self.found[other][index]
                top, left = box.top - out - field[0].start, box.left - out - field[1].start
                bottom, right = top + box.height + 2 * out, left + box.width + 2 * out
                around = strokes[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
                around[np.isin(around, list(entered))] = 0
        _, counts = np.unique(strokes[strokes > 0], return_counts=True)
        return float(max(counts, default=0) / SCALE**2)

    def _written(self, row: int, noise: float) -> float | None:
        if self.places[row] <= boxes.MOST_COUNTED:
            return None
        place = self.found[row][-1]
        return _measure(self.ink, place, noise, self.lines).ink * place.area
