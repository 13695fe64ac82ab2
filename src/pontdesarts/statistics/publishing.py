"""The lines of a publication: the tables of a quarter, and what of them may be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import counting, secrecy
from .counting import AGES, Dimension, Period, Scope
from .naming import TOTAL, Names, key_of

# people booked, people who came; of parties that all came, how old they are; of first outings, how many came
MEASURES = ("booked", "used", *AGES, "first")
BY_PARTNER = "partner_age"


@dataclass(frozen=True)
class Line:
    """One line of a table, ready to be kept as JSON."""

    table: str
    key: str
    label: str
    offered: int | None
    people: dict[str, int | None]

    def as_json(self) -> dict[str, object]:
        return {"table": self.table, "key": self.key, "label": self.label, "offered": self.offered, **self.people}


def lines(scope: Scope, period: Period, *, at: datetime) -> list[Line]:
    """Every table of the period, small numbers and what would give them back hidden (`None`)."""
    rows = counting.atoms(scope, period, list(Dimension), at=at)
    tables = [dimension.name.lower() for dimension in Dimension]
    shown: dict[tuple[str, str], dict[str, int | None]] = {}
    for measure in ("booked", "used"):
        _take(shown, measure, [_atom(row, row[f"sum_{measure}"], tables) for row in rows], tables)
    _take_ages(shown, scope, period, at)
    for (table, _), people in shown.items():
        if table in {TOTAL, "partner"}:  # the only ones that are told by age
            people |= {measure: 0 for measure in MEASURES if measure not in people}
    offered = _offered(scope, period, at)
    named = Names(shown)
    return [
        Line(table, key, named.of(table, key), offered.get((table, key)), people)
        for (table, key), people in sorted(shown.items())
    ]


def _atom(row: dict[str, object], people: object, tables: Iterable[str]) -> secrecy.Atom:
    assert isinstance(people, int)
    return secrecy.Atom(people, {table: key_of(row[f"by_{table}"]) for table in tables})


def _take(
    shown: dict[tuple[str, str], dict[str, int | None]],
    measure: str,
    atoms: Sequence[secrecy.Atom],
    tables: Sequence[str],
) -> None:
    """Add a measure to the lines: its numbers, or ``None`` for those that are hidden."""
    cells = secrecy.tables(atoms, tables)
    seen = set(secrecy.visible(atoms, cells))
    for cell in cells:
        people = sum(atoms[index].people for index in cell.members) if cell in seen else None
        shown.setdefault((cell.table, cell.label), {})[measure] = people


def _take_ages(shown: dict[tuple[str, str], dict[str, int | None]], scope: Scope, period: Period, at: datetime) -> None:
    """Ages by partner, and first outings by partner: each a table of two ways, looked at with its margins."""
    rows = counting.ages(scope, period, at=at)
    atoms = [
        secrecy.Atom(number, {"age": age, "partner": key_of(partner), BY_PARTNER: f"{key_of(partner)}/{age}"})
        for partner, numbers in rows.items()
        for age, number in numbers.items()
    ]
    cells = secrecy.tables(atoms, ["age", "partner", BY_PARTNER])
    seen = set(secrecy.visible(atoms, cells))
    for cell in cells:
        people = sum(atoms[index].people for index in cell.members) if cell in seen else None
        if cell.table == "age":
            shown.setdefault((TOTAL, ""), {})[cell.label] = people
        elif cell.table == BY_PARTNER:
            partner, age = cell.label.split("/")
            shown.setdefault(("partner", partner), {})[age] = people
    first = [
        secrecy.Atom(number, {"partner": key_of(partner)})
        for partner, number in counting.first_outings(scope, period, at=at).items()
    ]
    _take(shown, "first", first, ["partner"])


def _offered(scope: Scope, period: Period, at: datetime) -> dict[tuple[str, str], int | None]:
    """Places offered are nobody: shown whole. Two queries a table."""
    found: dict[tuple[str, str], int | None] = {(TOTAL, ""): counting.total(scope, period, at=at).offered}
    for dimension in Dimension:
        if not dimension.is_of_the_relay:
            for value, figures in counting.by(scope, period, dimension, at=at).items():
                found[(dimension.name.lower(), key_of(value))] = figures.offered
    return found
