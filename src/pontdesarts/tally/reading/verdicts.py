"""From what a pen left in the boxes to how many came. Pure numbers: neither pictures nor OpenCV.

Sure is said only where the benchmark found it right (see docs/decisions/0063-reading-a-ticked-list.md); all the rest
goes to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pontdesarts.bookings.documents import boxes

from .ink import Measure, RowMeasures

# share of the inside that is inked
_NOTHING: Final = 0.004
_EMPTY: Final = 0.012
_TICKED: Final = 0.065
# creased and dark paper looks inked, without a line; a light pen leaves little ink, along a line that is long
_STAINED: Final = 0.02
_LIGHT: Final = 0.05
# a cross of the widest pen, the most that ticks a box: its ink, times the side of the box; its length, in sides
_WIDE: Final = 3.1
_FILLED: Final = 0.45
_SCRIBBLED: Final = 3.0
# mm: what nobody touched has no line at all; the shortest tick is longer than a slip of the pen
_NO_LINE: Final = 0.5
_UNTOUCHED: Final = 1.2
_SHORTEST: Final = 4.0
_LONG: Final = 1.2  # sides
_SAME_GESTURE: Final = 2.5  # times the ink
# below this, the frame itself hardly shows: nothing inside can be believed
_SHARP: Final = 0.2
_STRAY: Final = 1.2  # mm²
_WRITTEN: Final = 1.5  # mm²


class State(StrEnum):
    EMPTY = "empty"
    TICKED = "ticked"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class BoxRead:
    """``ticked`` is how likely the box is ticked, 0 to 1, as measured; ``why`` a sentence when it is doubtful."""

    state: State
    ticked: float
    why: str = ""


@dataclass(frozen=True)
class RowRead:
    """``count`` people came, ``None`` when the row says nothing. Not ``sure``, a person must look: ``why`` says where.
    ``confidence`` is that of the least sure of its boxes."""

    count: int | None
    sure: bool
    confidence: float
    why: str = ""


def read_box(measure: Measure) -> BoxRead:
    """Doubtful as soon as it is neither clearly empty nor clearly ticked once."""
    if measure.sharp < _SHARP:
        return BoxRead(State.DOUBTFUL, 0.5, "La case se voit mal.")
    likely = likelihood(measure.ink)
    if _is_empty(measure):
        return BoxRead(State.EMPTY, likely)
    if not _is_a_line(measure):
        return BoxRead(State.DOUBTFUL, likely, "Une marque très légère.")
    if _is_more_than_a_tick(measure):
        return BoxRead(State.DOUBTFUL, likely, "Une case noircie ou raturée.")
    if measure.across:
        return BoxRead(State.DOUBTFUL, likely, "Un trait qui traverse la case : barrée ?")
    if measure.linked:
        return BoxRead(State.DOUBTFUL, likely, "Un trait qui touche plusieurs cases.")
    return BoxRead(State.TICKED, likely)


def _is_empty(measure: Measure) -> bool:
    if measure.ink <= _EMPTY:
        return measure.drawn < _UNTOUCHED or measure.ink <= _NOTHING
    return measure.ink <= _STAINED and measure.drawn < _NO_LINE


def _is_a_line(measure: Measure) -> bool:
    if measure.ink >= _TICKED:
        return measure.drawn >= _SHORTEST
    return measure.ink >= _LIGHT and measure.drawn >= _LONG * measure.side


def _is_more_than_a_tick(measure: Measure) -> bool:
    too_much = measure.ink > _FILLED or measure.ink * measure.side > _WIDE
    return too_much or measure.drawn > _SCRIBBLED * measure.side


# (ink up to, share of such boxes that were ticked): what `benchmarks/tally.py --calibrate --seed 2` measured on 240
# photos, one of each kind more than was seen; the benchmark itself uses other seeds
_LIKELY: Final = (
    (0.004, 0.0003),
    (0.008, 0.005),
    (0.012, 0.013),
    (0.016, 0.034),
    (0.05, 0.17),
    (0.065, 0.89),
    (0.1, 0.991),
    (1.0, 0.999),
)


def likelihood(ink: float) -> float:
    """How often a box with so much ink was ticked, among those of the benchmark."""
    return next(share for most, share in _LIKELY if ink <= most or most == 1.0)


def judge(places: int, measures: RowMeasures) -> RowRead:
    """How many of ``places`` people the row says."""
    read = [read_box(measure) for measure in measures.boxes]
    counts = [box.count for box in boxes.of_row(0, places)]
    confidence = min(max(box.ticked, 1 - box.ticked) for box in read)
    ticked = [count for count, box in zip(counts, read, strict=True) if box.state is State.TICKED]
    inks = [
        each.ink * each.side**2 for each, box in zip(measures.boxes, read, strict=True) if box.state is State.TICKED
    ]
    likely = [count for count, box in zip(counts, read, strict=True) if box.ticked > 0.5]
    said = max(ticked or likely, default=None)
    doubt = next((box.why for box in read if box.state is State.DOUBTFUL), "")
    doubt = doubt or _written(measures) or _stray(measures) or _disagree(ticked, inks)
    return RowRead(said, sure=not doubt, confidence=min(confidence, 0.5) if doubt else confidence, why=doubt)


def _written(measures: RowMeasures) -> str:
    something = measures.written is not None and measures.written > _WRITTEN
    return "Un nombre est écrit à la main : dites lequel." if something else ""


def _stray(measures: RowMeasures) -> str:
    return "Une marque à côté des cases." if measures.stray > _STRAY else ""


def _disagree(ticked: Sequence[int], inks: Sequence[float]) -> str:
    """One tick says a number. Some tick a box for each person who comes in: 1, 2, 3 and so on say the last one, when
    they are the same gesture; one with far more ink than another was taken back."""
    if len(ticked) < 2:
        return ""
    if sorted(ticked) == list(range(1, len(ticked) + 1)) and max(inks) <= _SAME_GESTURE * min(inks):
        return ""
    return "Plusieurs cases sont cochées."
