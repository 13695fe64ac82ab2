"""Goals as a sheet: a line each, with its months."""

from collections.abc import Iterable

from pontdesarts.printing import sheets
from pontdesarts.ui import words

from .progress import Progress
from .rules import Season


def csv(lines: Iterable[Progress], season: Season) -> bytes:
    """What is not known has an empty cell, never a zero."""
    told = ["Axe", "Objectif", "Comment on compte", "Visé", "Atteint", "Saison passée, au même jour", "On ne sait pas"]
    months = [f"Fin {words.MONTHS[last.month - 1]}" for last in season.months()]
    return sheets.csv([*told, *months], (_row(line) for line in lines))


def _row(line: Progress) -> sheets.Row:
    measure = line.goal.definition
    label = f"{measure.label} (%)" if measure.is_share else measure.label
    numbers = (line.goal.target, line.now.value, line.last_season.value, line.now.unknown)
    return [line.goal.axis, label, measure.counted, *numbers, *(month.now for month in line.months)]
