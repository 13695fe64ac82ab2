"""The map: a dot for each structure that has an address of its own, one for each commune otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from pontdesarts.associations.models import Association
from pontdesarts.network.models import StructureQuerySet
from pontdesarts.territory.models import Commune
from pontdesarts.ui import words

from .rules import MOST_POINTS
from .selection import Reader

_OWN = Q(latitude__isnull=False, longitude__isnull=False)


def points(found: StructureQuerySet, reader: Reader, *, page: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the map draws, of the structures whose address may be read: two queries.

    Those that are known by their commune alone share its centre, and so do all of them past `MOST_POINTS`. A
    commune leads to its own list: ``page``, with the filters ``kept``.
    """
    placed = found.filter(reader.may_read("address")).order_by()
    own = list(
        placed.filter(_OWN)
        .order_by("sort_name", "pk")
        .values_list("pk", "name", "latitude", "longitude", "commune__name")[: MOST_POINTS + 1]
    )
    crowded = len(own) > MOST_POINTS
    together = placed if crowded else placed.exclude(_OWN)
    dots = [] if crowded else [_dot(reader, *row) for row in own]
    return dots + list(_communes(together, page, kept))


def _dot(
    reader: Reader, pk: int, name: str, latitude: float | None, longitude: float | None, commune: str | None
) -> dict[str, Any]:
    dot: dict[str, Any] = {"lat": latitude, "lng": longitude, "title": name, "detail": commune or ""}
    return dot if reader.public else dot | {"href": reverse("network:structure", args=[pk])}


def _communes(together: StructureQuerySet, page: str, kept: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    rows = dict(together.filter(commune__latitude__isnull=False).values_list("commune").annotate(Count("pk")))
    for commune in Commune.objects.filter(pk__in=rows).select_related("department").order_by("folded", "insee"):
        yield {
            "lat": commune.latitude,
            "lng": commune.longitude,
            "title": commune.name,
            "detail": words.counted(rows[commune.pk], "structure", "structures"),
            "count": rows[commune.pk],
            "href": f"{page}?{urlencode({**kept, 'commune': commune.label})}",
        }


def drawn(points: Iterable[Mapping[str, Any]]) -> int:
    """How many structures are on the map: the others are in the list only."""
    return sum(point.get("count", 1) for point in points)


def outlines(association: Association) -> str:
    """The contours of the communes of its departments, one address each, spaces between them."""
    codes = association.departments.order_by("code").values_list("code", flat=True)
    return " ".join(reverse("territory:outlines", args=[code]) for code in codes)
