"""What both directories show, the team's and the public one, of what was asked."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from pontdesarts.associations.models import Association
from pontdesarts.network.models import StructureQuerySet

from . import mapping, rules, selection
from .entries import entries
from .forms import Narrow
from .selection import Counts, Reader

PER_PAGE = 30


def context(request: HttpRequest, association: Association, reader: Reader, *, page: str) -> dict[str, Any]:
    """The list, the map beside it or the page to print: the same number of queries whatever was found."""
    narrow = Narrow(request.GET, reader)
    found = selection.narrowed(association, reader, narrow.asked())
    counted = selection.counts(found, reader)
    shown = {
        "association": association,
        "narrow": narrow,
        "counts": counted,
        "said": said(counted),
        "views": narrow.views(page),
        "narrowed": bool(narrow.asked()),
        "query": narrow.query(vue=""),
        "address": page,
    }
    if narrow.view == "papier":
        return shown | ({"silent": True} if narrow.says_too_much else _printed(found, reader, counted))
    paginator = Paginator(range(counted.structures), PER_PAGE)
    numbered = paginator.get_page(request.GET.get("page"))
    first = PER_PAGE * (numbered.number - 1)
    rows = selection.in_order(found)[first : first + PER_PAGE]
    shown |= {"page": numbered, "entries": list(entries(rows, reader)), "points": None}
    return shown | _map(found, reader, association, counted, narrow, page) if narrow.view == "carte" else shown


def said(counted: Counts) -> str:
    return rules.count_said(counted.structures, counted.relays, counted.partners)


def _printed(found: StructureQuerySet, reader: Reader, counted: Counts) -> dict[str, Any]:
    rows = selection.by_commune(found, reader)[: rules.MOST_PRINTED]
    return {
        "silent": False,
        "points": None,
        "printed": list(entries(rows, reader)),
        "too_many": max(0, counted.structures - rules.MOST_PRINTED),
    }


def _map(
    found: StructureQuerySet, reader: Reader, association: Association, counted: Counts, narrow: Narrow, page: str
) -> dict[str, Any]:
    points = mapping.points(found, reader, page=page, kept=narrow.kept(vue=""))
    return {
        "points": points,
        "outlines": mapping.outlines(association),
        "off_map": counted.structures - mapping.drawn(points),
    }
