"""The archive is written."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Offer

from . import opposed, tables, values
from .owning import STAYS, owned, references

FORMAT = "pont-des-arts/1"
BATCH = 500


def write(association: Association, path: Path, *, at: datetime) -> tuple[dict[str, int], str]:
    """Write the archive at ``path``; returns how many rows of each model, and the SHA-256 of the file.

    A row that cannot be without another association's (a booking of an outing next door) stays behind, and is counted.
    """
    pen = _Pen(association)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in owned():
            pen.put(archive, each.model, each.rows(association))
        _journal(archive, pen)
        pen.people(archive)
        archive.writestr(f"rows/{opposed.NAME}.jsonl", "\n".join(opposed.lines(association)))
        pen.pictures(archive)
        stays = sorted(set(filter(None, STAYS.values())))
        archive.writestr(tables.READ_ME, pen.tables.read_me(association, at=at, stays=stays))
        archive.writestr("manifest.json", json.dumps(pen.manifest(at), ensure_ascii=False, indent=1))
    return pen.counts, _digest(path)


class _Pen:
    def __init__(self, association: Association) -> None:
        self.association = association
        self.written: dict[type[models.Model], set[Any]] = {}
        self.counts: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.users: set[int] = set()
        self.names: set[str] = set()
        self.tables = tables.Tables()

    def put(self, archive: zipfile.ZipFile, model: type[models.Model], rows: "models.QuerySet[models.Model]") -> None:
        keys = self.written.setdefault(model, set())
        label = model._meta.label
        table = self.tables.of(model)
        with archive.open(f"rows/{label}.jsonl", "w") as out:
            for row in rows.iterator(chunk_size=BATCH):
                if not self._stands(row, keys):
                    self.left[label] = self.left.get(label, 0) + 1
                    continue
                out.write(values.as_json(row).encode() + b"\n")
                keys.add(row.pk)
                table.add(row)
        table.close(archive)
        self.counts[label] = len(keys)
        if model is Association:
            self.counts.pop(label)

    def _stands(self, row: models.Model, keys: set[Any]) -> bool:
        """Whether all that the row cannot be without is in the archive; what it can be without is emptied."""
        ours = {each.model for each in owned()}
        for field in references(type(row)):
            key, target = getattr(row, field.attname), field.related_model
            if key is None or isinstance(target, str):
                continue
            if target is User:
                self.users.add(key)
            elif target not in ours:
                if field.null and _stays_behind(target):
                    setattr(row, field.attname, None)
            elif target in self.written and target is not type(row) and key not in self.written[target]:
                if not field.null:
                    return False
                setattr(row, field.attname, None)
        if isinstance(row, Offer) and row.picture.name:
            self.names.add(row.picture.name)
        return True

    def people(self, archive: zipfile.ZipFile) -> None:
        people = User.objects.filter(pk__in=self.users).order_by("pk")
        lines = [json.dumps({"id": who.pk, "email": who.email, "name": who.name}, ensure_ascii=False) for who in people]
        archive.writestr("rows/people.jsonl", "\n".join(lines))
        rows: list[tuple[str, ...]] = [(who.get_full_name(), who.email) for who in people]
        self.tables.put(archive, f"{tables.FOLDER}/personnes.csv", ("nom", "adresse électronique"), rows)

    def pictures(self, archive: zipfile.ZipFile) -> None:
        for name in sorted(self.names):
            if default_storage.exists(name):
                with default_storage.open(name) as content:
                    archive.writestr(f"pictures/{name}", content.read())

    def manifest(self, at: datetime) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "association": {"slug": self.association.slug, "name": self.association.name},
            "departments": list(self.association.departments.order_by("code").values_list("code", flat=True)),
            "made_at": at.isoformat(),
            "counts": self.counts,
            "next_door": self.left,
            "stays": {name: why for name, why in STAYS.items() if why},
        }


def _stays_behind(target: type[models.Model]) -> bool:
    return target._meta.app_label not in {"territory", "contenttypes"}


def _journal(archive: zipfile.ZipFile, pen: _Pen) -> None:
    """The lines about what is in the archive, each with the name of the model it is about."""
    label = Entry._meta.label
    pen.counts[label] = 0
    said: list[tuple[datetime, str, str, str]] = []
    with archive.open(f"rows/{label}.jsonl", "w") as out:
        for model, keys in sorted(pen.written.items(), key=lambda each: each[0]._meta.label):
            kind = ContentType.objects.get_for_model(model)
            for some in _batches(sorted(keys, key=str)):
                about = Entry.objects.filter(subject_type=kind, subject_id__in=[str(key) for key in some])
                for entry in about.order_by("pk"):
                    if entry.by_user_id:
                        pen.users.add(entry.by_user_id)
                    line = json.loads(values.as_json(entry)) | {"subject_type_id": model._meta.label}
                    out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                    pen.counts[label] += 1
                    said.append((entry.at, entry.by_label, entry.sentence, str(model._meta.verbose_name)))
    pen.tables.put(archive, f"{tables.FOLDER}/journal.csv", ("le", "qui", "quoi", "au sujet de"), sorted(said))


def _batches(keys: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
