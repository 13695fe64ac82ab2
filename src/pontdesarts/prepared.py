"""What is asked at every booking: written with the ORM like any other, turned into SQL once for each process.

Building a queryset and compiling it costs Django more than PostgreSQL needs to answer it. Here the SQL of the first
call is kept and only values are sent afterwards; PostgreSQL keeps its plan (``prepare_threshold`` in the settings).

A function builds the statement. It is called once, with stand-ins of the types that it declares (``int``, ``str``,
``datetime``): it puts its arguments into the query and never looks at them. The rest never changes from call to call.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=Model)

# what is in no row: found again among the parameters of the statement, it says where each value goes
_STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda number: -9_000_000_000 - number,
    str: lambda number: f"\x1a{number}",
    datetime: lambda number: datetime(1, 1, 1, 0, number, tzinfo=UTC),
}


class Prepared(Generic[M]):
    """Call it with the values named by the function that builds the queryset; it returns the rows as a list.

    >>> def account(user_id: int) -> QuerySet[User]:
    ...     return User.objects.filter(pk=user_id)
    >>> Prepared(account)(user_id=12)
    [<User: …>]
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, **values: object) -> list[M]:
        return self._rows.of(self._sent(values))

    def _sent(self, values: dict[str, object]) -> tuple[str, list[object]]:
        sql, params = self._rows.sql, self._places
        return sql, [values[name] if name else param for name, param in params]

    @cached_property
    def _rows(self) -> "_Rows[M]":
        return _Rows(self._build(**_stand_ins(self._build)))

    @cached_property
    def _places(self) -> list[tuple[str, object]]:
        return _places(self._build, self._rows.params)


class PreparedUpdate:
    """As `Prepared`, of a function that returns rows and what becomes of their columns; returns how many rows."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], dict[str, object]]]) -> None:
        self._build = build

    def __call__(self, **values: object) -> int:
        sql, places = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else param for name, param in places])
            return int(cursor.rowcount)

    @cached_property
    def _statement(self) -> tuple[str, list[tuple[str, object]]]:
        queryset, columns = self._build(**_stand_ins(self._build))
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(columns)  # type: ignore[attr-defined]  # of UpdateQuery
        sql, params = query.get_compiler(queryset.db).as_sql()
        return sql, _places(self._build, params)


def _stand_ins(build: Callable[..., object]) -> dict[str, object]:
    declared = inspect.signature(build).parameters.values()
    return {asked.name: _STAND_INS[asked.annotation](number) for number, asked in enumerate(declared)}


def _places(build: Callable[..., object], params: Sequence[object]) -> list[tuple[str, object]]:
    """Each parameter of the statement: the name of the value that goes there, or ``""`` and what always goes there."""
    names = {value: name for name, value in _stand_ins(build).items()}
    kinds = tuple(_STAND_INS)
    return [(names.get(param, "") if isinstance(param, kinds) else "", param) for param in params]


class _Rows(Generic[M]):
    """How the rows of a queryset are read, and made into objects with those that they are joined to."""

    def __init__(self, queryset: QuerySet[M]) -> None:
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.params = self.compiler.as_sql()
        select, self.kind = self.compiler.select, self.compiler.klass_info
        fields = self.kind["select_fields"]
        self.own = slice(fields[0], fields[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.related = get_related_populators(self.kind, select, queryset.db)
        self.annotations = self.compiler.annotation_col_map or {}
        self.converters = self.compiler.get_converters([column[0] for column in select])

    def of(self, sent: tuple[str, list[object]]) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(*sent)
            rows = cursor.fetchall()
        return [self._made(row) for row in self.compiler.apply_converters(rows, self.converters)]

    def _made(self, row: Sequence[Any]) -> M:
        made: M = self.kind["model"].from_db(connection.alias, self.names, row[self.own])
        for related in self.related:
            related.populate(row, made)
        for name, column in self.annotations.items():
            setattr(made, name, row[column])
        return made
