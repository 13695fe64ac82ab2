"""An evening at a box office: who came, and what the pen left on the list. Pure, and the same for the same chance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from pontdesarts.bookings.documents import boxes

from .camera import PENS, TICKS, UNCLEAR, Mark, Paper, Pen


@dataclass
class Row:
    """What is true of a row. ``said`` is the number that whoever held the pen meant, ``None`` when nothing is ticked.
    Not ``clear``, nobody who reads the paper can be sure of it. ``ticked`` is what is true of each box, or ``None``."""

    places: int
    said: int | None = None
    clear: bool = True
    ticked: dict[int, bool | None] = field(default_factory=dict)


def tick(paper: Paper, places: Sequence[int], page: int, chance: Random, *, trouble: float = 0.16) -> dict[int, Row]:
    """Tick the rows of a page with one pen. About ``trouble`` of them, 0 to 1, are not ticked as one should."""
    pen = chance.choice(PENS)
    usual = chance.choice(TICKS)
    rows = {}
    for row in boxes.on_page(len(places), page):
        rows[row] = truth = Row(places[row], ticked={box.count: False for box in boxes.of_row(row, places[row])})
        _row(_Hand(paper, pen, chance, usual), row, truth, trouble)
    return rows


@dataclass
class _Hand:
    paper: Paper
    pen: Pen
    chance: Random
    usual: Mark

    def mark(self, row: int, truth: Row, count: int, mark: Mark | None = None) -> None:
        chosen = mark or (self.usual if self.chance.random() < 0.85 else self.chance.choice(TICKS))
        box = next(box for box in boxes.of_row(row, truth.places) if box.count == count)
        self.paper.draw(chosen, box.frame, self.pen)
        truth.ticked[count] = True if chosen in TICKS else None
        truth.clear = truth.clear and chosen in TICKS


def _row(hand: _Hand, row: int, truth: Row, trouble: float) -> None:
    chance, places = hand.chance, truth.places
    came = chance.choices([places, chance.randint(0, places), 0], [70, 18, 12])[0]
    truth.said = came or None
    if came and chance.random() < trouble:
        _in_trouble(hand, row, truth, came)
    elif came and places > boxes.MOST_COUNTED and came < places:
        _write(hand, row, truth, came)
    elif came == places and 1 < places <= 4 and chance.random() < 0.1:
        for count in range(1, places + 1):  # a box for each person who comes in
            hand.mark(row, truth, count)
    elif came:
        hand.mark(row, truth, came)


def _in_trouble(hand: _Hand, row: int, truth: Row, came: int) -> None:
    chance = hand.chance
    counts = [box.count for box in boxes.of_row(row, truth.places)]
    came = came if came in counts else truth.places
    kind = chance.choice(["unclear", "unclear", "corrected", "struck", "faint"])
    if kind == "corrected" and len(counts) > 1:
        wrong, right = chance.sample(counts, 2)
        hand.mark(row, truth, wrong, chance.choice([Mark.SCRIBBLED, Mark.STRUCK]))
        hand.mark(row, truth, right)
    elif kind == "struck":
        y = boxes.top_of(row) + boxes.ROW * chance.uniform(0.45, 0.7)
        hand.paper.strike((chance.uniform(20, 70), y), (chance.uniform(120, 157), y + chance.uniform(-1, 1)), hand.pen)
        # a long line goes over every box or between them: what each of them holds is nobody's tick
        truth.ticked = dict.fromkeys(truth.ticked)
        truth.clear = False
    elif kind == "faint":
        hand.mark(row, truth, came, Mark.FAINT)
    else:
        hand.mark(row, truth, came, chance.choice(UNCLEAR))


def _write(hand: _Hand, row: int, truth: Row, came: int) -> None:
    frame = boxes.written(row, truth.places)
    assert frame is not None
    hand.paper.write(str(came), frame, hand.pen)
    truth.clear = False
