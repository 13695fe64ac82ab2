"""A structure goes from one stage of its life to another: somebody decides it, no timer does."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import rules, verbs
from ..models import Stage, StageChange, Structure
from .structures import StructureRefused


@transaction.atomic
def move(structure: Structure, *, stage: Stage, reason: str = "", by: Actor, at: datetime) -> Structure:
    """The structure enters that stage. Where it stands already, nothing is written.

    Raises `StructureRefused` for a passage that `rules.PASSAGES` does not know, when it leaves the network and nobody
    says why, and for what was merged into another.
    """
    reason = " ".join(reason.split())[:200]
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    if structure.merged_into_id:
        raise StructureRefused("Cette fiche a été réunie avec une autre.", "Changez l'étape sur l'autre fiche.")
    if structure.stage == stage:
        return structure
    before = Stage(structure.stage)
    if not rules.may_pass(before.value, stage.value):
        raise StructureRefused(
            f"On ne passe pas de « {before.label} » à « {stage.label} ».",
            f"Choisissez d'abord « {_next_of(before)} ».",
        )
    if stage == Stage.LAPSED and not reason:
        raise StructureRefused(
            "Dites pourquoi la structure sort du réseau.", "Une phrase suffit ; elle reste sur sa fiche."
        )
    structure.stage = stage
    structure.save(update_fields=["stage"])
    StageChange.objects.create(structure=structure, stage=stage, entered_at=at, reason=reason)
    verb = verbs.MOVED_BECAUSE if reason else verbs.MOVED
    journal.record(verb, structure, by=by, at=at, stage=stage.label, reason=reason)
    return structure


@transaction.atomic
def wake(structure: Structure, *, reason: str, by: Actor, at: datetime) -> Structure:
    """What sleeps since before ``at`` is active again, for what it did then (``reason``). Any other stays as it is: one
    that left the network comes back by somebody's decision only, and what was put to sleep since sleeps."""
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    slept = structure.stage_changes.filter(stage=Stage.DORMANT, entered_at__gt=at)
    if structure.stage != Stage.DORMANT or structure.merged_into_id or slept.exists():
        return structure
    return move(structure, stage=Stage.ACTIVE, reason=reason, by=by, at=at)


def _next_of(stage: Stage) -> str:
    return next(other.label for other in Stage if other.value in rules.PASSAGES[stage.value])
