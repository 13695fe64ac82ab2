"""Figures as sheets: CSV and XLSX."""

from collections.abc import Iterable
from typing import Any

from pontdesarts.messaging.operations import Paper
from pontdesarts.printing import sheets

from .models import Publication
from .naming import TOTAL
from .tables import Table

HIDDEN = "moins de 5, ou masqué"
KINDS = {
    "csv": ("text/csv; charset=utf-8", sheets.csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.xlsx),
}
TABLES = {
    TOTAL: "Ensemble",
    "month": "Mois",
    "discipline": "Discipline",
    "partner": "Partenaire",
    "commune": "Commune du lieu",
    "relay": "Relais",
    "relay_commune": "Commune du relais",
    "area": "Quartiers prioritaires",
}
MEASURES = {
    "booked": "Personnes attendues",
    "used": "Personnes venues",
    "under_6": "dont 0 à 5 ans",
    "from_6_to_11": "dont 6 à 11 ans",
    "from_12_to_17": "dont 12 à 17 ans",
    "adults": "dont adultes",
    "first": "dont première sortie",
}


def publication(shown: Publication, kind: str, *, name: str) -> Paper:
    """Every table of a settled quarter, one under the other; what is hidden says so."""
    columns = ["Tableau", "Libellé", "Places offertes", *MEASURES.values()]
    return _paper(name, kind, columns, _published(shown.lines))


def _published(lines: Iterable[dict[str, Any]]) -> Iterable[sheets.Row]:
    order = list(TABLES)
    for line in sorted(lines, key=lambda line: (order.index(line["table"]), line["label"])):
        yield [TABLES[line["table"]], line["label"], line["offered"], *_people(line)]


def partner(settled: Iterable[tuple[str, dict[str, Any]]], kind: str, *, name: str) -> Paper:
    """What became of a partner's places, a line for each settled quarter (its words, its line)."""
    columns = ["Trimestre", "Places offertes", *MEASURES.values()]
    rows: Iterable[sheets.Row] = ([quarter, line["offered"], *_people(line)] for quarter, line in settled)
    return _paper(name, kind, columns, rows)


def _people(line: dict[str, Any]) -> list[sheets.Cell]:
    return [HIDDEN if name in line and line[name] is None else line.get(name) for name in MEASURES]


def own(table: Table, kind: str, *, name: str) -> Paper:
    """A relay's own outings, whole: it knows each of them."""
    columns = [
        "Mois",
        "Places réservées",
        "Venus",
        "Absences annoncées, d'après le relais",
        "Absents",
        "Sans nouvelles",
    ]
    rows: Iterable[sheets.Row] = (
        [
            line.label,
            line.figures.booked,
            line.figures.used,
            line.figures.excused,
            line.figures.absent,
            line.figures.booked - line.figures.known,
        ]
        for line in table.lines
    )
    return _paper(name, kind, columns, rows)


def _paper(name: str, kind: str, columns: list[str], rows: Iterable[sheets.Row]) -> Paper:
    content_type, write = KINDS[kind]
    return Paper(f"{name}.{kind}", content_type, write(columns, rows))
