"""The lines of a publication: the tables of a quarter, and what of them may be shown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from pontdesarts.network.models import Structure
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.territory.models import Commune

from . import counting, secrecy
from .counting import AGES, Dimension, Period, Scope

# people booked, people who came; of parties that all came, how old they are; of first outings, how many came
MEASURES = ("booked", "used", *AGES, "first")
TOTAL, BY_PARTNER = "total", "partner_age"
NOBODY = "—"


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
    offered = _offered(scope, period, at)
    named = _Names(shown)
    return [
        Line(table, key, named.of(table, key), offered.get((table, key)), people)
        for (table, key), people in sorted(shown.items())
    ]


def _atom(row: dict[str, object], people: object, tables: Iterable[str]) -> secrecy.Atom:
    assert isinstance(people, int)
    return secrecy.Atom(people, {table: _key(row[f"by_{table}"]) for table in tables})


def _key(value: object) -> str:
    """As JSON keeps it: a month by its first day, a priority area by « oui »."""
    if value is None or value == "":
        return NOBODY
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


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
        secrecy.Atom(number, {"age": age, "partner": _key(partner), BY_PARTNER: f"{_key(partner)}/{age}"})
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
        secrecy.Atom(number, {"partner": _key(partner)})
        for partner, number in counting.first_outings(scope, period, at=at).items()
    ]
    _take(shown, "first", first, ["partner"])


def _offered(scope: Scope, period: Period, at: datetime) -> dict[tuple[str, str], int | None]:
    """Places offered are nobody: shown whole. Two queries a table."""
    found: dict[tuple[str, str], int | None] = {(TOTAL, ""): counting.total(scope, period, at=at).offered}
    for dimension in Dimension:
        if not dimension.is_of_the_relay:
            for value, figures in counting.by(scope, period, dimension, at=at).items():
                found[(dimension.name.lower(), _key(value))] = figures.offered
    return found


class _Names:
    """What keys are called, read at once."""

    def __init__(self, keys: Collection[tuple[str, str]]) -> None:
        people = {key for table, key in keys if table in {"partner", "relay"} and key != NOBODY}
        communes = {key for table, key in keys if table in {"commune", "relay_commune"} and key != NOBODY}
        structures = Structure.objects.filter(pk__in=people).order_by().values_list("pk", "name")
        self._structures = {str(pk): name for pk, name in structures}
        self._communes = dict(Commune.objects.filter(pk__in=communes).order_by().values_list("pk", "name"))

    def of(self, table: str, key: str) -> str:
        """« novembre 2026 », « théâtre », the name of a structure or of a commune."""
        if table == TOTAL:
            return "Total"
        if key == NOBODY:
            return "sans " + Dimension[table.upper()].value.replace("-", " ")
        match Dimension[table.upper()]:
            case Dimension.MONTH:
                return date_format(date.fromisoformat(key), "F Y")
            case Dimension.DISCIPLINE:
                return str(Discipline(key).label)
            case Dimension.AREA:
                return "quartiers prioritaires" if key == "oui" else "hors quartiers prioritaires"
            case Dimension.COMMUNE | Dimension.RELAY_COMMUNE:
                return self._communes[key]
            case _:
                return self._structures[key]
