"""The tables of the pages: figures with the names of their lines, in the order in which one reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import counting
from .counting import Dimension, Period, Scope
from .naming import Names, key_of
from .rules import Figures

LONGEST = 60  # lines of a page; the sheet has them all


@dataclass(frozen=True)
class Line:
    label: str
    figures: Figures


@dataclass(frozen=True)
class Table:
    """``lines`` in order: months as they come, the others by places used, then booked. ``more`` are left out."""

    dimension: Dimension
    lines: Sequence[Line]
    more: int = 0

    @property
    def has_offers(self) -> bool:
        return any(line.figures.offered is not None for line in self.lines)

    @property
    def used(self) -> list[tuple[str, int]]:
        """For the chart."""
        return [(line.label, line.figures.used) for line in self.lines[:15]]


def table(scope: Scope, period: Period, dimension: Dimension, *, at: datetime, longest: int | None = LONGEST) -> Table:
    """The figures of the period by ``dimension``; ``longest`` lines at most, all of them with ``None``."""
    found = {key_of(value): figures for value, figures in counting.by(scope, period, dimension, at=at).items()}
    lines = _ordered(found, dimension)
    shown = lines if longest is None else lines[:longest]
    names = Names([(dimension.name.lower(), key) for key, _ in shown])
    named = [Line(names.of(dimension.name.lower(), key), figures) for key, figures in shown]
    return Table(dimension, named, more=len(lines) - len(shown))


def _ordered(found: Mapping[str, Figures], dimension: Dimension) -> list[tuple[str, Figures]]:
    if dimension == Dimension.MONTH:
        return sorted(found.items())
    return sorted(found.items(), key=lambda line: (-line[1].used, -line[1].booked, line[0]))


def months(table: Table) -> list[tuple[str, float]]:
    """The rate of return, month by month, for the chart; months without a booking have none."""
    rated = ((line.label, line.figures.known_rate) for line in table.lines)
    return [(label, round(rate, 1)) for label, rate in rated if rate is not None]


def relays_to_ask(scope: Scope, period: Period, *, at: datetime) -> list[Line]:
    """Each relay with outings of which nobody said anything, those with the most first."""
    everyone = table(scope, period, Dimension.RELAY, at=at, longest=None).lines
    owing = [line for line in everyone if line.figures.reported < line.figures.bookings]
    return sorted(owing, key=lambda line: (line.figures.reported - line.figures.bookings, line.label))
