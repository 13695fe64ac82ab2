"""What is asked at every booking: written with the ORM like any other, turned into SQL once for each process.

Building a queryset and compiling it costs Django more than PostgreSQL needs to answer it. Here the SQL of the first
call is kept and only values are sent afterwards; PostgreSQL keeps its plan (``prepare_threshold`` in the settings).

A function builds the statement. It is called once, with stand-ins of the types that it declares (``int``, ``str``,
``datetime``): it puts its arguments into the query and never looks at them. The rest never changes from call to call.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=Model)
Places = list[tuple[str, Any]]

# found again among the parameters of the statement, a stand-in says where each value goes. Numbers that any column may
# hold, a small one too: Django drops a comparison with a number that its column cannot hold
_STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda number: number,
    str: lambda number: f"\x1a{number}",
    datetime: lambda number: datetime(1, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
}
_FIRST, _SECOND = 31_013, 28_019


@contextmanager
def executed(sql: str, values: Sequence[Any]) -> Iterator[Any]:
    """As ``connection.cursor()`` then ``execute``, for statements that are sent all day: what Django's cursor looks at
    before each (threads, event loops, time zones) costs as much as sending it.

    What listens to statements (``execute_wrapper``, the log of queries) hears these as well.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.close_if_health_check_failed()
    if database.connection is None or database.execute_wrappers or database.queries_logged:
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor
        return
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        yield database.connection.execute(sql, values)


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
        sql, places = self._statement
        with executed(sql, _filled(places, values)) as cursor:
            return self._rows.of(cursor.fetchall())

    @cached_property
    def _statement(self) -> tuple[str, Places]:
        return _written(self._build, lambda queryset: queryset.query.get_compiler(queryset.db).as_sql())

    @cached_property
    def _rows(self) -> "_Rows[M]":
        return _Rows(self._build(**_stand_ins(self._build, _FIRST)))


class PreparedUpdate:
    """As `Prepared`, of a function that returns rows and what becomes of their columns; returns how many rows."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], dict[str, object]]]) -> None:
        self._build = build

    def __call__(self, **values: object) -> int:
        sql, places = self._statement
        with executed(sql, _filled(places, values)) as cursor:
            return int(cursor.rowcount)

    @cached_property
    def _statement(self) -> tuple[str, Places]:
        return _written(self._build, _as_update)


class PreparedInsert(Generic[M]):
    """``save(force_insert=True)`` of what is written all day, without the signals of Django: gives the row its key.

    Of a model that draws one of its values, ``drawn`` names its column: when another row has the value, nothing is
    written, and `False` is answered.
    """

    def __init__(self, model: type[M], *, drawn: str = "") -> None:
        self._model = model
        self._drawn = drawn
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]

    def __call__(self, thing: M) -> bool:
        database = connections[DEFAULT_DB_ALIAS]
        values = [field.get_db_prep_save(field.pre_save(thing, add=True), database) for field in self._fields]
        with executed(self._sql, values) as cursor:
            row = cursor.fetchone()
        if row is None:
            return False
        (thing.pk,) = row
        thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS
        return True

    @cached_property
    def _sql(self) -> str:
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [self._model()])
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.returning_fields = [self._model._meta.pk]
        ((sql, _),) = compiler.as_sql()
        before, returning, key = str(sql).rpartition(" RETURNING ")
        # Django ignores every conflict or none
        ignoring = f' ON CONFLICT ("{self._drawn}") DO NOTHING' if self._drawn else ""
        return f"{before}{ignoring}{returning}{key}"


def _as_update(asked: tuple[QuerySet[Any], dict[str, object]]) -> tuple[str, Sequence[object]]:
    queryset, columns = asked
    query = queryset.query.chain(UpdateQuery)
    query.add_update_values(columns)  # type: ignore[attr-defined]  # of UpdateQuery
    sql, params = query.get_compiler(queryset.db).as_sql()
    return sql, params


def _stand_ins(build: Callable[..., object], first: int) -> dict[str, Any]:
    declared = inspect.signature(build).parameters.values()
    return {asked.name: _STAND_INS[asked.annotation](first + number) for number, asked in enumerate(declared)}


def _written(build: Callable[..., Any], write: Callable[[Any], tuple[str, Sequence[object]]]) -> tuple[str, Places]:
    """The SQL, and for each of its parameters the name of the value that goes there, or ``""`` and what always does.

    Raises `ValueError` unless the statement holds every value and does not depend on any: it is written twice, with
    other stand-ins.
    """
    found = []
    for first in (_FIRST, _SECOND):
        stand_ins = _stand_ins(build, first)
        names = {value: name for name, value in stand_ins.items()}
        sql, params = write(build(**stand_ins))
        places = [_place(names, param) for param in params]
        found.append((sql, places))
    sent = {name for name, _ in found[0][1]} - {""}
    if found[0] != found[1] or sent != set(stand_ins):
        raise ValueError(f"This statement cannot be kept: {found[0][0]}")
    return found[0]


def _place(names: dict[object, str], param: object) -> tuple[str, Any]:
    """Django says how wide a number is by its type (``Int4``): the values that are sent are of that type too."""
    if isinstance(param, tuple(_STAND_INS)) and param in names:
        return names[param], type(param) if isinstance(param, int) else None
    return "", param


def _filled(places: Places, values: dict[str, Any]) -> list[Any]:
    return [(of_kind(values[name]) if of_kind else values[name]) if name else of_kind for name, of_kind in places]


class _Rows(Generic[M]):
    """How the rows of a queryset are read, and made into objects with those that they are joined to."""

    def __init__(self, queryset: QuerySet[M]) -> None:
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.compiler.as_sql()  # finds which columns are read
        self.objects = _Objects[M](self.compiler.klass_info, self.compiler.select)
        self.annotations = self.compiler.annotation_col_map or {}
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def of(self, rows: Sequence[Sequence[Any]]) -> list[M]:
        return [self._made(row) for row in self.compiler.apply_converters(rows, self.converters)]

    def _made(self, row: Sequence[Any]) -> M:
        made = self.objects.made(row)
        for name, column in self.annotations.items():
            setattr(made, name, row[column])
        return made


class _Objects(Generic[M]):
    """Objects of one model out of some columns of a row, as ``from_db`` makes them, each joined to others.

    ``Model.__init__`` goes through the fields one by one, those that were not read as well, and tells two signals that
    nobody of ours listens to.
    """

    def __init__(self, read: dict[str, Any], select: Sequence[Any]) -> None:
        self.model: type[M] = read["model"]
        columns = read["select_fields"]
        assert columns == list(range(columns[0], columns[-1] + 1)), "a model that inherits another's table is not read"
        self.own = slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.key = columns[0] + self.names.index(self.model._meta.pk.attname)
        self.joined = [
            (_Objects[Any](other, select), other["local_setter"], other["remote_setter"])
            for other in read.get("related_klass_infos", ())
        ]

    def made(self, row: Sequence[Any]) -> M:
        made = self.model.__new__(self.model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(self.names, row[self.own], strict=True))
        for others, set_here, set_there in self.joined:
            other = others.made(row) if row[others.key] is not None else None
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made
