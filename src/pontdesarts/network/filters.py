"""The list of structures, narrowed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from pontdesarts.territory.rules import fold

from .models import Referent, Stage, StructureQuerySet


def narrowed(found: StructureQuerySet, wanted: Mapping[str, Any]) -> StructureQuerySet:
    """``wanted`` is what `StructureFilter` understood; what it did not understand narrows nothing."""
    for word in fold(wanted.get("q", "")).split():
        found = found.filter(Q(sort_name__contains=word) | Q(commune__folded__contains=word))
    if wanted.get("profile"):
        found = found.filter(**{f"{wanted['profile']}__isnull": False})
    if wanted.get("kind"):
        profile, kind = wanted["kind"].split(":")
        found = found.filter(**{f"{profile}__kind": kind})
    if wanted.get("audience"):
        found = found.filter(audiences__contains=[wanted["audience"]])
    for name, column in (("stage", "stage"), ("area", "area_state"), ("commune", "commune")):
        if wanted.get(name):
            found = found.filter(**{column: wanted[name]})
    if wanted.get("alone"):
        found = found.relays().filter(stage=Stage.ACTIVE).exclude(pk__in=Referent.objects.current().values("structure"))
    return found
