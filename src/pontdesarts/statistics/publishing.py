"""The lines of a publication: the tables of a quarter, and what of them may be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import counting, secrecy
from .counting import AGES, Dimension, Period, Scope
from .naming import TOTAL, Names, key_of

# people booked, people who came; of parties that all came, how old they are; of first outings, how many came
MEASURES = ("booked", "used", *AGES, "first")
BY_PARTNER = "partner_part"
OTHERS = "others"


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
    came: dict[str, int] = {}
    for row in rows:
        partner, people = key_of(row["by_partner"]), row["sum_used"]
        assert isinstance(people, int)
        came[partner] = came.get(partner, 0) + people
    first = counting.first_outings(scope, period, at=at)
    _take_parts(shown, counting.ages(scope, period, at=at), came, others_too=False)
    _take_parts(shown, {partner: {"first": number} for partner, number in first.items()}, came, others_too=True)
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


def _take_parts(
    shown: dict[tuple[str, str], dict[str, int | None]],
    numbers: Mapping[int | None, Mapping[str, int]],
    came: Mapping[str, int],
    *,
    others_too: bool,
) -> None:
    """Add what is told of the people of each partner: a table of two ways, whose margins are the people who ``came``.
    Shown already, they would give back what is left. ``others_too``: those of whom nothing is told are told of by that.
    """
    atoms = _beside(numbers, came)
    others = frozenset(index for index, atom in enumerate(atoms) if atom.values["part"] == OTHERS)
    cells = secrecy.tables(atoms, ["part", "partner", BY_PARTNER])
    wanted = [cell for cell in cells if cell.table in {"part", BY_PARTNER} and not cell.members & others]
    seen = set(secrecy.visible(atoms, wanted, _known(shown, cells), frozenset() if others_too else others))
    for cell in wanted:
        people = sum(atoms[index].people for index in cell.members) if cell in seen else None
        if cell.table == "part":
            shown.setdefault((TOTAL, ""), {})[cell.label] = people
        else:
            partner, part = cell.label.split("/")
            shown.setdefault(("partner", partner), {})[part] = people


def _beside(numbers: Mapping[int | None, Mapping[str, int]], came: Mapping[str, int]) -> list[secrecy.Atom]:
    """The people of each partner, told apart as ``numbers`` tells them; those who came and of whom it says nothing are
    `OTHERS`."""
    known = {key_of(partner): told for partner, told in numbers.items()}
    every = {
        partner: {**known.get(partner, {}), OTHERS: max(0, people - sum(known.get(partner, {}).values()))}
        for partner, people in came.items()
    }
    return [
        secrecy.Atom(number, {"part": part, "partner": partner, BY_PARTNER: f"{partner}/{part}"})
        for partner, told in sorted(every.items())
        for part, number in told.items()
    ]


def _known(
    shown: Mapping[tuple[str, str], Mapping[str, int | None]], cells: Iterable[secrecy.Cell]
) -> list[secrecy.Cell]:
    """Of the margins, those that the table of the people who came shows."""
    return [
        cell
        for cell in cells
        if cell.table in {TOTAL, "partner"} and shown.get((cell.table, cell.label), {}).get("used") is not None
    ]


def _offered(scope: Scope, period: Period, at: datetime) -> dict[tuple[str, str], int | None]:
    """Places offered are nobody: shown whole. Two queries a table."""
    found: dict[tuple[str, str], int | None] = {(TOTAL, ""): counting.total(scope, period, at=at).offered}
    for dimension in Dimension:
        if not dimension.is_of_the_relay:
            for value, figures in counting.by(scope, period, dimension, at=at).items():
                found[(dimension.name.lower(), key_of(value))] = figures.offered
    return found
