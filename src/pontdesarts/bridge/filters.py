"""The list of the passerelle, narrowed without telling more than the list itself."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from pontdesarts.network.models import SENSITIVE_KINDS
from pontdesarts.territory.rules import fold

from .models import AnnouncementQuerySet, Side

MOST_WORDS = 8


def narrowed(found: AnnouncementQuerySet, wanted: Mapping[str, Any], *, named: Q) -> AnnouncementQuerySet:
    """``wanted`` is what `BridgeFilter` understood; ``named`` says whose name and public one may read in any case.

    A word of the name, or a public, never finds what one may not learn of a relay to protect.
    """
    readable = named | Q(side=Side.OFFER) | ~Q(structure__relay__kind__in=SENSITIVE_KINDS)
    for word in wanted.get("q", "").split()[:MOST_WORDS]:
        folded = fold(word)
        words = Q(title__icontains=word) | Q(text__icontains=word) | Q(place__icontains=word)
        if folded:
            words |= Q(commune__folded__contains=folded) | Q(structure__commune__folded__contains=folded)
            words |= Q(structure__sort_name__contains=folded) & readable
        found = found.filter(words)
    for name in ("kind", "discipline"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted.get("audience"):
        found = found.filter(readable, audiences__contains=[wanted["audience"]])
    return found
