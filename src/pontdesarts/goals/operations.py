"""The direction says what the association sets out to reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from . import verbs
from .models import Goal
from .rules import MEASURES, Season


class GoalRefused(Refused):
    """That goal cannot stand: the sentence says why."""


def set_goals(
    association: Association, *, season: Season, goals: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> list[Goal]:
    """Each of ``goals`` has a ``measure``, a ``target`` and an ``axis``: all are set, or none.

    Raises `GoalRefused` for a measure that has its goal already that season, a target of nothing, or above 100 %.
    """
    try:
        with transaction.atomic():
            return [_set(association, season, values, by, at) for values in goals]
    except IntegrityError:
        raise _set_already(season) from None


def _set(association: Association, season: Season, values: Mapping[str, Any], by: Actor, at: datetime) -> Goal:
    _refuse_target(values["measure"], values["target"])
    goal = Goal.objects.create(
        association=association,
        season=season.year,
        measure=values["measure"],
        target=values["target"],
        axis=values["axis"],
    )
    journal.record(verbs.SET, association, by=by, at=at, goal=str(goal), season=season.said)
    return goal


@transaction.atomic
def change(goal: Goal, *, target: int, axis: str, by: Actor, at: datetime) -> Goal:
    """Aim at another number, or say the axis with other words. What is counted stays: another measure is another goal.

    Raises `GoalRefused` for a target of nothing, or of more than 100 %.
    """
    _refuse_target(goal.measure, target)
    goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if (goal.target, goal.axis) == (target, axis):
        return goal
    before, season = str(goal), goal.when.said
    goal.target, goal.axis = target, axis
    goal.save(update_fields=["target", "axis"])
    journal.record(verbs.CHANGED, goal.association, by=by, at=at, before=before, goal=str(goal), season=season)
    return goal


@transaction.atomic
def remove(goal: Goal, *, by: Actor, at: datetime) -> None:
    """The association aims at it no more. What was counted can still be: setting it again shows the same."""
    journal.record(verbs.REMOVED, goal.association, by=by, at=at, goal=str(goal), season=goal.when.said)
    goal.delete()


def _refuse_target(measure: str, target: int) -> None:
    if target < 1:
        raise GoalRefused("Un objectif vise au moins 1.", "Pour ne plus rien viser, retirez-le.")
    if MEASURES[measure].is_share and target > 100:
        raise GoalRefused("Une part va jusqu'à 100 %.", "Donnez un nombre entre 1 et 100.")


def _set_already(season: Season) -> GoalRefused:
    return GoalRefused(
        f"Cet objectif est déjà posé pour la {season.said}.", "Changez son nombre, ou choisissez autre chose à compter."
    )
