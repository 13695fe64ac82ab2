"""A page, or the piece of it that htmx asks for: the same template draws both. The pages of a very long list."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class LongPaginator(Paginator[Any]):
    """Counts and numbers the first ``most`` rows: to count years of them costs more than to read a page. With
    ``more``, the page says that others are found by narrowing."""

    def __init__(self, rows: QuerySet[Model, Any], per_page: int, *, most: int) -> None:
        counted = rows.order_by()[: most + 1].count()
        self.more = counted > most
        super().__init__(rows[:most], per_page)
        self.__dict__["count"] = min(counted, most)  # as `Paginator` keeps it, once counted


def asks_for(request: HttpRequest, piece: str) -> bool:
    """Whether htmx is about to replace ``#piece`` (the back button asks for the whole page)."""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return details is not None and bool(details) and details.target == piece and not details.history_restore_request


def render_piece(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    piece: str = "results",
    status: int = 200,
) -> HttpResponse:
    """The page ``x.html``, or ``x_<piece>.html`` alone when htmx replaces ``#<piece>``.

    ``x.html`` holds `<div id="results" data-piece>{% include "ctx/x_results.html" %}</div>`.
    """
    name = template
    if asks_for(request, piece):
        name = f"{template.removesuffix('.html')}_{piece}.html"
    response = render(request, name, context or {}, status=status)
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie"
    return response
