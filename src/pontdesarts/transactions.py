"""One transaction for a whole request: what it reads before it writes, the session first, and what it writes.

A view marked with `reads_and_writes_at_once` has its transaction opened before the session is read. The operation that
writes, marked with `ends_transaction`, ends it: committed, or rolled back whole when it raises; what the view does
next, such as drawing a refusal, is outside. Elsewhere `ends_transaction` is ``transaction.atomic``.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.transaction import Atomic
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")
View = TypeVar("View", bound=Callable[..., Any])

_begun: ContextVar[Atomic | None] = ContextVar("begun", default=None)
_MARK = "reads_and_writes_at_once"


def reads_and_writes_at_once(view: View) -> View:
    """Mark a view whose POST ends in one operation marked with `ends_transaction`."""
    setattr(view, _MARK, True)
    return view


def ends_transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Make an operation atomic; in a request that has begun its transaction, in that one, which ends with it."""

    @wraps(operation)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with _adopted() or transaction.atomic():
            return operation(*args, **kwargs)

    return within


class OneTransaction:
    """Middleware: stands before whatever reads the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except BaseException:  # the thread is being stopped: whatever it serves next begins a transaction of its own
            _end(failed=True)
            raise
        _end(failed=response.status_code >= 500)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method == "POST" and getattr(view, _MARK, False):
            begun = transaction.atomic()
            begun.__enter__()
            _begun.set(begun)


def _end(*, failed: bool) -> None:
    """End what the operation has not ended: nothing was written, or the view failed."""
    left = _begun.get()
    if left is None:
        return
    _begun.set(None)
    if failed:
        transaction.set_rollback(True)
    left.__exit__(None, None, None)


class _Entered:
    """A transaction that is open already, as a context that ends it."""

    def __init__(self, begun: Atomic) -> None:
        self.begun = begun

    def __enter__(self) -> None:
        _begun.set(None)

    def __exit__(self, *raised: Any) -> None:
        self.begun.__exit__(*raised)


def _adopted() -> _Entered | None:
    """The transaction of the request, unless another one was opened inside it: that one is not ours to end."""
    begun = _begun.get()
    return _Entered(begun) if begun is not None and connection.atomic_blocks[-1] is begun else None
