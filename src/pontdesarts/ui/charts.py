"""The geometry of the charts, as text ready for SVG: no locale, no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .words import grouped

Points = Sequence[tuple[str, float]]

# pictures 400 wide, so that their words can be read on a phone
BAR_STEP = 44
LONGEST_BAR = 340
LEFT, RIGHT, TOP, BOTTOM = 40, 384, 16, 184


@dataclass(frozen=True)
class Bar:
    label: str
    value: str
    y: int
    above: int
    middle: int
    width: str
    end: str


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    height: int


@dataclass(frozen=True)
class Mark:
    y: str
    value: str


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    label: str
    shown: bool
    at_the_end: bool


@dataclass(frozen=True)
class Line:
    points: list[Point]
    marks: list[Mark]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def share(value: float, objective: float) -> str:
    """How much of the objective is reached, out of 100; beyond it, the gauge is full."""
    return _number(100 * min(max(value, 0) / objective, 1)) if objective > 0 else "0"


def bars(points: Points) -> Bars:
    longest = max((value for _, value in points), default=0) or 1
    drawn = []
    for rank, (label, value) in enumerate(points):
        width = LONGEST_BAR * max(value, 0) / longest
        y = rank * BAR_STEP + 22
        drawn.append(Bar(label, _said(value), y, y - 10, y + 7, _number(width), _number(width + 6)))
    return Bars(drawn, len(points) * BAR_STEP + 4)


def line(points: Points, *, top: float = 0) -> Line:
    """``top``: where the scale ends when no point passes it; 0 when the points say it."""
    highest = max((value for _, value in points), default=0)
    highest = top if top and highest <= top else round_up(highest)
    gap = (RIGHT - LEFT) / max(len(points) - 1, 1)
    every = ceil(len(points) / 4) or 1
    drawn = [
        Point(
            _number(LEFT + rank * gap),
            _number(_height(value, highest)),
            label,
            rank % every == 0,
            at_the_end=rank == len(points) - 1 and rank > 0,
        )
        for rank, (label, value) in enumerate(points)
    ]
    marks = [Mark(_number(_height(highest * part / 4, highest)), _said(highest * part / 4)) for part in range(5)]
    return Line(drawn, marks)


def round_up(value: float) -> float:
    """The top of the scale: 4, 6, 8, 12, 20, 40, 60… whose quarters are read at a glance."""
    if value <= 4:
        return 4
    power = 10.0 ** floor(log10(value))
    return next(top for top in (2 * power, 4 * power, 6 * power, 8 * power, 12 * power) if top >= value)


def _height(value: float, highest: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / highest


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _said(value: float) -> str:
    return grouped(int(value)) if float(value).is_integer() else _number(value).replace(".", ",")
