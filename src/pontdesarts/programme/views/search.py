"""« Sorties »: all that may be booked, narrowed by the filters of the address."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.ui import words
from pontdesarts.ui.pages import asks_for, render_piece

from .. import filters
from ..filters import Reading
from ..finding import sentences
from ..finding.advice import advice
from ..finding.places import Place, places
from ..finding.results import PER_PAGE, Found, Result
from ..finding.seeker import Seeker, seeker


@gzip_page  # the first view weighs 80 kB at most, whatever stands before us
@require_safe
def search(request: Request) -> HttpResponse:
    """The list, or the map with the list beside it. A filter that cannot be read says so; the others hold."""
    at, who = timezone.now(), seeker(request.user)
    reading = filters.read(request.GET, who, at)
    found = Found(who, reading.criteria, at)
    context = {
        "reading": reading,
        "form": reading.form,
        "seeker": who,
        **_results(found, reading, request.GET.get("page"), at),
    }
    response = render_piece(request, "programme/search.html", context)
    if asks_for(request, "results"):
        response.headers["HX-Push-Url"] = _address(reading, context["page"].number)
    return response


def _results(found: Found, reading: Reading, page_number: str | None, at: datetime) -> dict[str, Any]:
    results, count, page = in_pages(found, page_number)
    cards = [sentences.card(result, at) for result in results]
    on_map = reading.view == "carte"
    here = places(found) if on_map else []
    return {
        "page": page,
        "cards": cards,
        "pills": reading.pills(),
        "views": reading.views(),
        "ways": reading.ways(),
        "said": said(count, bool(reading.pills())),
        "advice": _advice(found, reading, at) if not count else [],
        "on_map": on_map,
        "points": points(here),
        "outlines": _outlines(found.seeker) if on_map else "",
        "search_page": reverse("programme:search"),
    }


def in_pages(found: Found, asked: str | None) -> tuple[list[Result], int, Page[int]]:
    """The page asked for; the last one when there are not that many."""
    number = max(1, int(asked)) if asked and asked.isdecimal() and len(asked) < 6 else 1
    results, count = found.page(number)
    if not results and number > 1:
        number = Paginator(range(found.count()), PER_PAGE).num_pages
        results, count = found.page(number)
    return results, count, Paginator(range(count), PER_PAGE).get_page(number)


def said(count: int, narrowed: bool) -> str:
    """The number of results, as a sentence."""
    if not count:
        return "Aucune sortie ne répond à tout à la fois." if narrowed else "Aucune sortie à réserver en ce moment."
    outings = f"{words.grouped(count)} {'sorties' if count > 1 else 'sortie'}"
    if not narrowed:
        return f"{outings} à réserver"
    return f"{outings} {'répondent' if count > 1 else 'répond'} à votre recherche"


def _advice(found: Found, reading: Reading, at: datetime) -> list[dict[str, str]]:
    ways = advice(found.seeker, found.criteria, at)
    pills = [(way, reading.without(way)) for way in ways]
    return [
        {"label": pill.label, "query": pill.query, "said": words.counted(way.count, "sortie", "sorties")}
        for way, pill in pills
    ]


def points(here: Sequence[Place]) -> list[dict[str, object]]:
    """The places of the map: one point each, with what is on there."""
    return [
        {
            "lat": place.latitude,
            "lng": place.longitude,
            "title": place.name,
            "detail": words.counted(place.offers, "sortie", "sorties"),
            "count": place.offers,
            "href": f"{reverse('programme:search')}?q={place.query}" if place.offers > 1 else place.href,
        }
        for place in here
    ]


def _outlines(who: Seeker) -> str:
    """The outlines to draw under the points: those of the department of the relay."""
    return reverse("territory:outlines", args=[who.department]) if who.department else ""


def _address(reading: Reading, page: int) -> str:
    """The clean address of what htmx has just shown: defaults and errors are left out."""
    query = reading.query()
    if page > 1:
        query = f"{query}&page={page}" if query else f"page={page}"
    return reverse("programme:search") + (f"?{query}" if query else "")
