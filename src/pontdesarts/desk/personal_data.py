"""The register of personal data, read from what each model declares."""

from dataclasses import dataclass

from django.apps import apps

from pontdesarts.journal.naming import field_label
from pontdesarts.journal.retention import Retention


@dataclass(frozen=True)
class Line:
    field: str
    retention: Retention


def declared() -> list[tuple[str, list[Line]]]:
    """For each model that holds personal fields: its name in French, and a line for each field."""
    tables = []
    for model in apps.get_models():
        fields: dict[str, Retention] = getattr(model, "personal_data", {})
        if fields:
            lines = [Line(field_label(model, name), retention) for name, retention in fields.items()]
            tables.append((str(model._meta.verbose_name), lines))
    return sorted(tables, key=lambda table: table[0])
