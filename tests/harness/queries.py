"""What the database is asked: rows in no promised order come shuffled, locks name their tables, GET only reads."""

import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest, HttpResponseBase
from django.test.utils import CaptureQueriesContext

READING = re.compile(r"\s*\(*\s*(SELECT|WITH|SHOW|SET|SAVEPOINT|RELEASE|ROLLBACK|DECLARE|FETCH|CLOSE|EXPLAIN)\b", re.I)
WRITING_INSIDE = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|FOR\s+(NO\s+KEY\s+)?UPDATE|procrastinate_defer)", re.I
)
# a session is opened by reading too: it is the visitor's, not the product's
SESSIONS = re.compile(r'"(django_session|usersessions_usersession)"')

_order = random.Random()


def new_order(name: str) -> None:
    """The shuffle of a test follows from its name, and from PONTDESARTS_SHUFFLE when another one is wanted."""
    _order.seed(os.environ.get("PONTDESARTS_SHUFFLE", "") + name)


def _shuffle(rows: list[Any]) -> None:
    before = list(rows)
    # the same object many times (`values_list(flat=True)` of booleans) has but one order
    while len({id(row) for row in rows}) > 1 and all(a is b for a, b in zip(before, rows, strict=True)):
        _order.shuffle(rows)


def install(patch: pytest.MonkeyPatch) -> None:
    _shuffle_the_unordered(patch)
    _name_what_is_locked(patch)
    _get_only_reads(patch)


def _shuffle_the_unordered(patch: pytest.MonkeyPatch) -> None:
    fetch_all = models.QuerySet._fetch_all

    def fetch_in_no_promised_order(self: models.QuerySet[Any]) -> None:
        is_first_fetch = self._result_cache is None
        fetch_all(self)
        if is_first_fetch and isinstance(self._result_cache, list) and not self.ordered:
            _shuffle(self._result_cache)

    patch.setattr(models.QuerySet, "_fetch_all", fetch_in_no_promised_order)


def _name_what_is_locked(patch: pytest.MonkeyPatch) -> None:
    as_sql = SQLCompiler.as_sql

    def as_sql_with_named_locks(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        query = self.query
        if query.select_for_update and query.select_related and not query.select_for_update_of:
            pytest.fail("select_for_update() with select_related() locks every table that it joins: say which with of=")
        return as_sql(self, *args, **kwargs)

    patch.setattr(SQLCompiler, "as_sql", as_sql_with_named_locks)


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = sql if isinstance(sql, str) else str(sql)
    if (not READING.match(text) or WRITING_INSIDE.search(text)) and not SESSIONS.search(text):
        pytest.fail(f"a GET may only read, and this one wrote: {text[:300]}")
    return execute(sql, params, many, context)


def _get_only_reads(patch: pytest.MonkeyPatch) -> None:
    get_response = BaseHandler.get_response

    def get_response_reading(self: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return get_response(self, request)
        with connection.execute_wrapper(refuse_writes):
            return get_response(self, request)

    patch.setattr(BaseHandler, "get_response", get_response_reading)


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured


def stay_flat(act: Callable[[], object], grow: Callable[[], object]) -> int:
    """Run ``act`` on a little data, then after ``grow`` on more: it must ask as many queries. Returns how many."""
    act()  # fills what is kept between requests, such as content types
    with counted() as few:
        act()
    grow()
    with counted() as more:
        act()
    if len(few) != len(more):
        asked = "\n".join(query["sql"][:200] for query in more.captured_queries)
        pytest.fail(f"{len(few)} queries became {len(more)} with more rows:\n{asked}")
    return len(more)
