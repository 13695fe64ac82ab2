"""The register of personal data, and what is left of it: both read from what each model declares about its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal.naming import field_label
from pontdesarts.journal.retention import PLATFORM, Retention, Term
from pontdesarts.network.models import Coordinator, Referent
from pontdesarts.ui import words

# nobody acts otherwise at 1 200 than at 120 000, and to count those would be to read them
MOST_COUNTED = 1000
# jobs come by each night: what they missed twice, they do not erase any more
LATE = timedelta(hours=26)

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Line:
    """Fields of one table that are kept as long, counted from the same moment."""

    model: type[models.Model]
    fields: tuple[str, ...]
    purposes: tuple[str, ...]
    kept: str
    term: Term | None
    of_a_person: bool

    @property
    def table(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def labels(self) -> str:
        return words.listed([field_label(self.model, name) for name in self.fields])

    @property
    def purpose(self) -> str:
        return " ; ".join(self.purposes)

    @property
    def belongs_to(self) -> str:
        return _path_of(self.model)

    def holding(self) -> Q:
        """The rows where one of the fields says something: neither null nor empty."""
        return _any(_says_something(self.model._meta.get_field(name)) for name in self.fields)


@dataclass(frozen=True)
class Left:
    """What is left of a line at one moment, for one association or for all of them.

    ``rows`` is one more than `MOST_COUNTED` when there are more. ``oldest`` is what the term of the oldest value is
    counted from, ``ends_at`` when that value is erased; both ``None`` when nothing left has an end yet, or when the end
    is an event.
    """

    rows: int
    oldest: datetime | None
    ends_at: datetime | None
    at: datetime

    @property
    def count(self) -> str:
        return f"plus de {words.grouped(MOST_COUNTED)}" if self.rows > MOST_COUNTED else words.grouped(self.rows)

    @property
    def is_due(self) -> bool:
        """The term has come: the job erases it in the coming night."""
        return self.ends_at is not None and self.ends_at <= self.at

    @property
    def is_overdue(self) -> bool:
        """A job must be failing."""
        return self.ends_at is not None and self.ends_at + LATE < self.at


@dataclass(frozen=True)
class Table:
    name: str
    anchor: str
    lines: list[tuple[Line, Left | None]]

    @property
    def is_overdue(self) -> bool:
        return any(left is not None and left.is_overdue for _, left in self.lines)


def declared() -> list[tuple[type[models.Model], list[Line]]]:
    """For each model that holds personal fields, its lines; in the order of their names in French."""
    tables = [(model, _lines(model)) for model in apps.get_models() if getattr(model, "personal_data", {})]
    return sorted(tables, key=lambda table: str(table[0]._meta.verbose_name).lower())


def register() -> list[Table]:
    """What may be kept, why, until when: for everybody, without a number."""
    return [_table(model, [(line, None) for line in lines]) for model, lines in _of_people()]


def left(association: Association | None, *, at: datetime) -> list[Table]:
    """The register, with what is left of each line for that association; ``None``: for all of them.

    A line that says of no association whose it is has a number for the platform only. Two queries a line at most.
    """
    behind = _Behind(association)
    return [
        _table(model, [(line, behind.left(line, at) if behind.knows(line) else None) for line in lines])
        for model, lines in _of_people()
    ]


def not_of_people() -> list[Line]:
    """What looks like a personal field and is none: the name of a theatre."""
    return [line for _, lines in declared() for line in lines if not line.of_a_person]


def _of_people() -> list[tuple[type[models.Model], list[Line]]]:
    tables = [(model, [line for line in lines if line.of_a_person]) for model, lines in declared()]
    return [(model, lines) for model, lines in tables if lines]


def _table(model: type[models.Model], lines: list[tuple[Line, Left | None]]) -> Table:
    return Table(str(model._meta.verbose_name), model._meta.label_lower.replace(".", "-"), lines)


def _lines(model: type[models.Model]) -> list[Line]:
    fields: dict[str, Retention] = getattr(model, "personal_data", {})
    groups: dict[tuple[str, Term | None, bool], list[str]] = {}
    for name, retention in fields.items():
        groups.setdefault((retention.kept, retention.term, retention.of_a_person), []).append(name)
    return [
        Line(
            model,
            tuple(names),
            tuple(dict.fromkeys(fields[name].purpose for name in names)),
            kept=kept,
            term=term,
            of_a_person=of_a_person,
        )
        for (kept, term, of_a_person), names in groups.items()
    ]


def _path_of(model: type[models.Model]) -> str:
    path: str = getattr(model, "belongs_to", PLATFORM)
    return path


def _says_something(field: Any) -> Q:
    said = Q(**{f"{field.name}__isnull": False}) if field.null else Q()
    return said & ~Q(**{field.name: ""}) if isinstance(field, models.CharField | models.TextField) else said


def _any(conditions: Iterable[Q]) -> Q:
    """One that is always true makes the whole always true."""
    wanted = list(conditions)
    union = Q()
    for condition in wanted:
        union |= condition
    return union if all(wanted) else Q()


class _Behind:
    """The rows for which an association answers: all of them, without one."""

    def __init__(self, association: Association | None) -> None:
        self.association = association

    def knows(self, line: Line) -> bool:
        return self.association is None or line.belongs_to != PLATFORM

    def left(self, line: Line, at: datetime) -> Left:
        rows = self._rows(line).filter(line.holding()).order_by()
        if line.term is None:
            return Left(rows[: MOST_COUNTED + 1].count(), None, None, at)
        count, oldest = self._counted(rows, line.term)
        return Left(count, oldest, line.term.ends(oldest) if oldest else None, at)

    def _rows(self, line: Line) -> Rows:
        rows: Rows = line.model._default_manager.all()
        if self.association is None:
            return rows
        path, along = line.belongs_to, line.term.along if line.term else ""
        if along and path.startswith(f"{along}__"):
            # the keys themselves, by a query of its own: PostgreSQL goes by the index of the big table
            keys = self._near(line.model, along).order_by("pk").values_list("pk", flat=True)
            return rows.filter(**{f"{along}__in": list(keys)})
        if _reached(line.model, path) is User:
            return rows.filter(**{f"{path}__in": self._people()})
        return rows.filter(**{path: self.association.pk})

    def _people(self) -> QuerySet[User]:
        """Who has, or had, a post in the network of the association, or a role there."""
        structures = {"structure__association": self.association}
        return User.objects.filter(
            Q(pk__in=StaffRole.objects.filter(association=self.association).values("user"))
            | Q(pk__in=Referent.objects.filter(**structures).values("user"))
            | Q(pk__in=Coordinator.objects.filter(**structures).values("user"))
        )

    def _counted(self, rows: Rows, term: Term) -> tuple[int, datetime | None]:
        since = F(term.since) if isinstance(term.since, str) else term.since
        if not term.along:
            few = rows.annotate(counted_from=since).order_by("counted_from").values("pk", "counted_from")
            found = few[: MOST_COUNTED + 1].aggregate(rows=Count("pk"), oldest=Min("counted_from"))
            return found["rows"], found["oldest"]
        count = rows[: MOST_COUNTED + 1].count()
        if term.along == "pk":
            return count, rows.order_by("pk").values_list(since, flat=True).first()
        first = rows.filter(**{term.along: OuterRef("pk")}).order_by(since).values(term.since)[:1]
        behind = self._near(rows.model, term.along).order_by().annotate(oldest=Subquery(first))
        return count, behind.aggregate(first=Min("oldest"))["first"]

    def _near(self, model: type[models.Model], along: str) -> Rows:
        """The rows of ours that the foreign key ``along`` leads to."""
        near: Any = model._meta.get_field(along).related_model
        every: Rows = near._default_manager.all()
        beyond = _path_of(model).removeprefix(f"{along}__")
        return every if self.association is None else every.filter(**{beyond: self.association.pk})


def _reached(model: type[models.Model], path: str) -> type[models.Model]:
    """The model at the end of a path."""
    reached: Any = model
    for name in path.split("__"):
        reached = reached._meta.get_field(name).related_model if name != "pk" else reached
    found: type[models.Model] = reached
    return found
