"""A row as JSON, and back."""

import base64
import json
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

# the words of a search are made again from the offer; a sealed value opens with the key of its own platform only
_MADE_AGAIN = (models.GeneratedField, SearchVectorField)


def fields_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not isinstance(field, _MADE_AGAIN)]


def is_sealed(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.BinaryField) and field.name.endswith("sealed")


def as_json(row: models.Model) -> str:
    """One line. Keys are kept as they are; a sealed value is left out."""
    values = {field.attname: _plain(field, row) for field in fields_of(type(row))}
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)


def _plain(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = field.value_from_object(row)
    if is_sealed(field):
        return None
    if isinstance(field, models.BinaryField):
        return None if value is None else base64.b64encode(bytes(value)).decode()
    if isinstance(field, models.FileField):
        return str(value)
    return value


def from_json(model: type[models.Model], line: str) -> dict[str, Any]:
    """The values of one row, by the names of its columns. Raises ValueError or ValidationError for what is no row."""
    read = json.loads(line)
    values = {}
    for field in fields_of(model):
        if field.attname not in read:
            continue  # a column younger than the archive keeps its default
        value = read[field.attname]
        if is_sealed(field):
            value = None if field.null else b""
        elif isinstance(field, models.BinaryField):
            value = None if value is None else base64.b64decode(value)
        elif not isinstance(field, (models.ForeignKey, models.JSONField)):
            value = field.to_python(value)
        values[field.attname] = value
    return values
