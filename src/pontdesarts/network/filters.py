"""The list of structures, narrowed; and what of them the public may read, or find them by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from pontdesarts.territory.rules import fold

from . import rules
from .models import SENSITIVE_KINDS, Referent, Stage, StructureQuerySet

SENSITIVE = Q(relay__kind__in=SENSITIVE_KINDS)


def public_reads(name: str) -> Q:
    """The structures of which the public may read that thing, a name of `rules.SHOWABLE`: as `rules.shown` says."""
    accepted = Q(shown_publicly__contains=[name])
    return accepted & ~SENSITIVE if name in rules.TELLS_THE_KIND else accepted


def shown_to_all(found: StructureQuerySet) -> StructureQuerySet:
    """Active ones of which the public may read something."""
    plain = Q(shown_publicly__overlap=sorted(rules.SHOWABLE.keys() - rules.TELLS_THE_KIND))
    telling = Q(shown_publicly__overlap=sorted(rules.TELLS_THE_KIND)) & ~SENSITIVE
    return found.filter(plain | telling, stage=Stage.ACTIVE)


def narrowed(found: StructureQuerySet, wanted: Mapping[str, Any], *, public: bool = False) -> StructureQuerySet:
    """``wanted`` is what `StructureFilter` understood; what it did not understand narrows nothing.

    ``public``: for a list that the public will read. Nothing is found in it by what the public may not read of it:
    being there would tell.
    """
    placed, typed, received = (public_reads(name) if public else Q() for name in ("address", "kind", "audiences"))
    for word in fold(wanted.get("q", "")).split():
        found = found.filter(Q(sort_name__contains=word) | Q(commune__folded__contains=word) & placed)
    if wanted.get("profile"):
        found = found.filter(**{f"{wanted['profile']}__isnull": False})
    if wanted.get("kind"):
        profile, kind = wanted["kind"].split(":")
        found = found.filter(typed, **{f"{profile}__kind": kind})
    if wanted.get("audience"):
        found = found.filter(received, audiences__contains=[wanted["audience"]])
    if wanted.get("commune"):
        found = found.filter(placed, commune=wanted["commune"])
    for name, column in (("stage", "stage"), ("area", "area_state")):
        if wanted.get(name):
            found = found.filter(**{column: wanted[name]})
    if wanted.get("alone"):
        found = found.relays().filter(stage=Stage.ACTIVE).exclude(pk__in=Referent.objects.current().values("structure"))
    return found
