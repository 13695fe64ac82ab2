"""Before an import, what the services of the State know of its lines: which SIRETs are closed, where addresses are."""

import time
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.incoming.asking import NoAnswer
from pontdesarts.journal.actors import Actor
from pontdesarts.network import registry
from pontdesarts.territory import geocoding

from .. import plans
from ..importing.planned import Kind, Plan
from ..models import Import

MOST_ASKED = 500
"""Of each service, for one file: beyond, it would take minutes, and the service is everybody's."""


def look_up(waiting: Import, *, by: Actor, at: datetime) -> Import:
    """Ask about what would be new, and keep the answers with the file: the preview takes them into account.

    A service that does not answer is asked no more; what it said before is kept.
    """
    plan = plans.plan_of(waiting)
    found: dict[str, Any] = {"at": at.isoformat(), "closed": [], "placed": {}, "silent": []}
    if registry.may_ask():
        found["closed"] = _closed(plan, found["silent"])
    if geocoding.may_ask():
        found["placed"] = _placed(plan, found["silent"])
    with transaction.atomic():
        held = Import.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
        if held.started_at is None:
            held.looked_up = found
            held.save(update_fields=["looked_up"])
    return held


def _closed(plan: Plan, silent: list[str]) -> list[str]:
    numbers = dict.fromkeys(
        str(line.values["siret"]) for line in plan.lines if _is_new(line.kind) and line.values.get("siret")
    )
    closed = []
    for siret in list(numbers)[:MOST_ASKED]:
        try:
            answer = registry.find(siret)
        except NoAnswer as reason:
            silent.append(f"L'annuaire des entreprises {reason}.")
            break
        if answer and not answer.is_open:
            closed.append(siret)
        time.sleep(1 / registry.A_SECOND)
    return closed


def _placed(plan: Plan, silent: list[str]) -> dict[str, list[float]]:
    lines = [
        line
        for line in plan.lines
        if _is_new(line.kind) and line.values.get("address") and "latitude" not in line.values
    ]
    placed = {}
    for line in lines[:MOST_ASKED]:
        told = line.said
        try:
            answer = geocoding.locate(
                told["address"], postal_code=told.get("postal_code", ""), insee=told.get("commune", "")
            )
        except NoAnswer as reason:
            silent.append(f"La base des adresses {reason}.")
            break
        if answer and answer.trust is not geocoding.Trust.REFUSED:
            placed[line.key] = [answer.point.latitude, answer.point.longitude, round(answer.score, 3)]
    return placed


def _is_new(kind: Kind) -> bool:
    return kind in (Kind.NEW, Kind.DOUBT)
