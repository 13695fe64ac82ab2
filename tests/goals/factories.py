"""Structures with a past."""

from datetime import UTC, datetime
from typing import Any

import factory

from pontdesarts.associations.models import Association
from pontdesarts.goals.models import Goal
from pontdesarts.network.models import Stage, StageChange, Structure
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory, RelayFactory


class GoalFactory(factory.django.DjangoModelFactory[Goal]):
    class Meta:
        model = Goal
        django_get_or_create = ("association", "season", "measure")  # once a season

    association = factory.SubFactory(AssociationFactory)
    season = 2026
    measure = "new_relays"
    target = 20
    axis = "Axe 1"


def day(text: str) -> datetime:
    """« 2026-10-03 », at noon."""
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)


def enter(structure: Structure, *, on: str, stage: Stage = Stage.ACTIVE) -> Structure:
    StageChange.objects.create(structure=structure, stage=stage, entered_at=day(on))
    Structure.objects.filter(pk=structure.pk).update(stage=stage)
    return structure


def relay(association: Association, *, on: str, **more: Any) -> Structure:
    """A relay that became active that day, for the first time."""
    return enter(RelayFactory(association=association, **more), on=on)


def partner(association: Association, *, on: str, **more: Any) -> Structure:
    return enter(PartnerFactory(association=association, **more), on=on)
