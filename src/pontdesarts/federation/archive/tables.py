"""The same rows for people: a table for each kind of thing, and a page that says what is where."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import SEEK_END, BytesIO
from typing import Any

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.printing import sheets
from pontdesarts.ui import words

from . import values

FOLDER = "tableaux"
READ_ME = "LISEZ-MOI.txt"
# what a row is called where another one names it
_CALLED = ("name", "title", "code", "subject")
_PLAIN = (str, int, float, Decimal, bool, datetime, date, time)


def file_of(model: type[models.Model]) -> str:
    """« tableaux/réservations.csv »: nobody opens « bookings.Booking »."""
    return f"{FOLDER}/{str(model._meta.verbose_name_plural).replace('/', '-')}.csv"


class Tables:
    """Fed with the rows as they are written, in the order of `owned`: those that a row names came before it."""

    def __init__(self) -> None:
        self.names: dict[tuple[type[models.Model], Any], str] = {}
        self.counts: dict[str, int] = {}

    def of(self, model: type[models.Model]) -> "Table":
        return Table(self, model)

    def called(self, target: Any, key: Any) -> sheets.Cell:
        """Its name; else its number, to be looked for in its own table."""
        if key is None or (target, key) in self.names:
            return self.names.get((target, key), "")
        app = target._meta.app_label
        if target is not User and app != "territory":
            return str(key)
        found = target._base_manager.filter(pk=key).first()
        self.names[target, key] = (found.get_full_name() if isinstance(found, User) else str(found)) if found else ""
        return self.names[target, key]

    def put(self, archive: zipfile.ZipFile, name: str, columns: Sequence[str], rows: Sequence[sheets.Row]) -> None:
        if rows:
            archive.writestr(name, sheets.csv(columns, rows))
            self.counts[name] = len(rows)

    def read_me(self, association: Association, *, at: datetime, stays: Sequence[str]) -> str:
        lines = [
            f"Toutes les données de {association.name}, le {words.full_date(at)} à {words.french_hour(at)}.",
            "Gardez ce fichier à l'abri : il contient tout.",
            "",
            f"Le dossier « {FOLDER} » s'ouvre avec Excel ou LibreOffice : un tableau par sorte de chose.",
            "La colonne « n° » est le numéro de la ligne ; un autre tableau peut la citer.",
            "",
            *(f"  {name} : {words.counted(number, 'ligne')}" for name, number in sorted(self.counts.items())),
            "",
            "Le dossier « pictures » : les images de vos offres.",
            "Le dossier « rows » et manifest.json : les mêmes données, pour un logiciel. Ils servent à revenir sur une",
            "plateforme Pont des Arts : gardez le fichier entier, sans le changer.",
            "",
            "Ce qui n'est pas ici, et pourquoi :",
            *(f"  - {why}" for why in stays),
        ]
        return "\r\n".join(lines) + "\r\n"


class Table:
    """The lines of one model, kept aside while the archive is open on another file."""

    def __init__(self, tables: Tables, model: type[models.Model]) -> None:
        self.tables, self.model = tables, model
        self.fields = [field for field in values.fields_of(model) if _is_read(field)]
        self.number = 0
        self.aside = BytesIO(sheets.csv([_column(field) for field in self.fields], []))
        self.aside.seek(0, SEEK_END)

    def add(self, row: models.Model) -> None:
        cells = [_cell(self.tables, field, row) for field in self.fields]
        _, line = sheets.csv_lines([], [cells])
        self.aside.write(line)
        name = next((getattr(row, field) for field in _CALLED if getattr(row, field, "")), "")
        if name:
            self.tables.names[self.model, row.pk] = str(name)
        self.number += 1

    def close(self, archive: zipfile.ZipFile) -> None:
        """An empty table is not written."""
        if self.number:
            archive.writestr(file_of(self.model), self.aside.getvalue())
            self.tables.counts[file_of(self.model)] = self.number


def _is_read(field: "models.Field[Any, Any]") -> bool:
    """Not what only the machine reads: bytes, keys, and columns that have no name for people."""
    nameless = "_" in field.name and str(field.verbose_name) == field.name.replace("_", " ")
    return not nameless and not isinstance(field, (models.BinaryField, models.UUIDField))


def _column(field: "models.Field[Any, Any]") -> str:
    return "n°" if field.primary_key and not field.is_relation else str(field.verbose_name)


def _cell(tables: Tables, field: "models.Field[Any, Any]", row: models.Model) -> sheets.Cell:
    value = field.value_from_object(row)
    if isinstance(field, models.ForeignKey):
        return tables.called(field.related_model, value)
    said = dict(getattr(field, "base_field", field).flatchoices or ())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(said.get(each, each) if isinstance(each, (str, int)) else each) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    if isinstance(value, (str, int)) and value in said:
        return str(said[value])
    return value if value is None or isinstance(value, _PLAIN) else str(value)
