"""Everything that hangs on a structure, found in the models themselves: a table made tomorrow is on the list."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from pontdesarts.ui import words

from .models import Structure

# where two entries became one is told of those two, whatever becomes of the kept one afterwards; of two lives one is
# carried on, whole, by the merge itself
STAYING = frozenset(
    {"network.Structure.merged_into", "network.Merge.kept", "network.Merge.gone", "network.StageChange.structure"}
)


@dataclass(frozen=True)
class Relation:
    """A column that names a structure: ``label`` is its model, « bookings.Booking »; ``field`` its foreign key."""

    label: str
    field: str

    @classmethod
    def named(cls, label: str, field: str) -> "Relation":
        """From what a merge wrote. Raises `LookupError` for a table, or a column, that is no more."""
        apps.get_model(label)._meta.get_field(field)
        return cls(label, field)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def column(self) -> str:
        return str(self.model._meta.get_field(self.field).attname)  # type: ignore[union-attr]

    @property
    def is_profile(self) -> bool:
        """One row a structure, which has its key: a relay profile."""
        return bool(getattr(self.model._meta.get_field(self.field), "primary_key", False))

    def of(self, pk: int) -> "models.QuerySet[models.Model]":
        return self.model._base_manager.filter(**{self.column: pk}).order_by("pk")

    def counted(self, number: int) -> str:
        named = self.model._meta
        return f"{number} {named.verbose_name_plural if number > 1 else named.verbose_name}"


def relations() -> list[Relation]:
    """What a merge moves, in the order of the models' names. Rows that name a profile go with it."""
    return sorted(pointing_at(Structure), key=lambda each: (each.label, each.field))


def pointing_at(model: type[models.Model]) -> Iterator[Relation]:
    """The columns that name a row of that model, those that name one of its profiles among them."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):  # one-to-one is one of them
            continue
        found = Relation(relation.related_model._meta.label, relation.field.name)
        if f"{found.label}.{found.field}" in STAYING:
            continue
        yield found
        if found.is_profile:
            yield from pointing_at(found.model)


def said(rows: Iterable[list[Any]]) -> str:
    """« 3 réservations, 1 contact », of what a merge moved or left."""
    told: Counter[str] = Counter()
    for relation, keys in known(rows):
        told[relation.label] += len(keys)
    return words.listed([Relation(label, "").counted(number) for label, number in told.items()])


def known(rows: Iterable[list[Any]]) -> Iterator[tuple[Relation, list[Any]]]:
    """Without the tables of before an update of the product: their rows went with them."""
    for label, name, keys in rows:
        with suppress(LookupError, FieldDoesNotExist):
            yield Relation.named(label, name), keys
