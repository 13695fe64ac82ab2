"""What a person calls a field."""

from django.db import models


def field_label(model: type[models.Model] | models.Model, name: str) -> str:
    """The French name of a column, as forms and the journal say it."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
