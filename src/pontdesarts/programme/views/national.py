"""« Catalogue national »: what any association of the network opens to the others."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.printing import sheets
from pontdesarts.ui import words
from pontdesarts.ui.pages import render_piece

from .. import filters, policies
from ..disciplines import Discipline
from ..filters import Reading
from ..filters_national import NationalForm
from ..finding import sentences
from ..finding.results import Found, Result
from ..finding.seeker import seeker
from .search import in_pages

MOST_EXPORTED = 5000
COLUMNS = (
    "Titre", "Discipline", "Association", "Téléphone", "Adresse électronique", "Lieu", "Commune", "Département",
    "Prochaine date", "Jusqu'au", "Autres dates", "Places pour les voisins", "Distance (km)", "Page",
)  # fmt: skip


@gzip_page
@require_safe
def national(request: Request) -> HttpResponse:
    """Offers of every association that opens them to its neighbours, one's own among them."""
    reading, found = _read(request)
    results, count, page = in_pages(found, request.GET.get("page"))
    context = {
        "reading": reading,
        "form": reading.form,
        "page": page,
        "cards": [sentences.card(result, found.at, naming=True) for result in results],
        "pills": reading.pills(),
        "ways": reading.ways(),
        "said": _said(count, narrowed=bool(reading.pills())),
        "here": reverse("programme:national"),
    }
    return render_piece(request, "programme/national.html", context)


@require_safe
def national_export(request: Request) -> HttpResponse:
    """The same rows as a sheet."""
    _, found = _read(request)
    content = sheets.csv(COLUMNS, _rows(found.first(MOST_EXPORTED)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="catalogue-national.csv"'
    return response


def _read(request: Request) -> tuple[Reading, Found]:
    if not policies.reads_national_catalogue(request.user):
        raise PermissionDenied
    at, who = timezone.now(), seeker(request.user)
    reading = filters.read(request.GET, who, at, form=NationalForm)
    return reading, Found(who, reading.criteria, at)


def _said(count: int, *, narrowed: bool) -> str:
    if not count:
        return "Aucune sortie ouverte aux voisins ne répond à tout à la fois." if narrowed else "Rien n'est ouvert."
    return f"{words.counted(count, 'sortie ouverte', 'sorties ouvertes')} aux voisins"


def _rows(results: list[Result]) -> Iterator[tuple[Any, ...]]:
    for result in results:
        offer, showing, venue = result.offer, result.showing, result.showing.place
        commune, allotment = venue.commune if venue else None, sentences.allotment_of(showing)
        yield (
            offer.title,
            str(Discipline(offer.discipline).label),
            offer.association.name,
            offer.association.phone,
            offer.association.email,
            venue.name if venue else "",
            commune.name if commune else "",
            commune.department_id if commune else "",
            showing.starts_at,
            showing.ends_at if offer.open_dated else None,
            result.other_dates,
            sentences.left_of(allotment, neighbour=True) if allotment and offer.booking_needed else None,
            None if result.distance is None else round(result.distance),
            settings.BASE_URL + reverse("programme:detail", args=[offer.pk]),
        )
