"""How an address of the API is declared: its token's scope, its parameters, its answers, in one place."""

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router
from pydantic import BaseModel

from ..rules import Scope
from .door import Bearer

F = TypeVar("F", bound=Callable[..., Any])
_NOT_QUERIES = {"request", "response", "body", "idempotency_key"}


def entry(
    router: Router,
    method: str,
    path: str,
    *,
    scope: Scope | None,
    answers: type[BaseModel] | dict[int, type[BaseModel] | None],
    gives: str = "application/json",
    more: dict[str, Any] | None = None,
) -> Callable[[F], F]:
    """Open ``path`` to the tokens that hold ``scope``. The parameters of the function that stand neither in the path
    nor in `_NOT_QUERIES` are those of the query: any other is refused."""

    def declare(view: F) -> F:
        names = set(inspect.signature(view).parameters)
        in_path = {name.split(":")[-1] for name in re.findall(r"{([^}]+)}", path)}
        bearer = Bearer(
            scope, queries=frozenset(names - in_path - _NOT_QUERIES), takes_body="body" in names, gives=gives
        )
        summary = (inspect.getdoc(view) or "").split("\n")[0].rstrip(".")
        register = router.api_operation(
            [method],
            path,
            auth=bearer,
            response=answers if isinstance(answers, dict) else {200: answers},
            operation_id=view.__name__,
            url_name=view.__name__,
            summary=summary,
            openapi_extra={"x-scope": scope.value if scope else None, **(more or {})},
        )
        register(view)
        return view

    return declare
