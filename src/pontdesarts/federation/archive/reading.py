"""An association is taken in from its archive: its rows keep their numbers where all are free, else get new ones."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.validators import validate_email
from django.db import DataError, IntegrityError, connection, models, transaction

from pontdesarts.accounts import operations as accounts
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Merge
from pontdesarts.programme import indexing, pictures
from pontdesarts.programme.models import Offer
from pontdesarts.territory.models import Commune, Department

from . import opposed, values
from .owning import Owned, owned, references
from .writing import BATCH, FORMAT

# unpacked, of all of it, of what it says of itself, of one line: beyond that the file was not made by us
MOST_BYTES = 2 << 30
MOST_TOLD = 1 << 20
LONGEST_LINE = 64 << 20
# as `programme.pictures` names them: by what they hold
_PICTURE = re.compile(rf"pictures/({pictures.FOLDER}/([0-9a-f]{{32}})\.webp)")
# what a line may be that nobody wrote by our means: of another shape, out of its column's bounds, sealed by others
_UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
    ValidationError,
    ObjectDoesNotExist,
    DataError,
    zipfile.BadZipFile,
    zlib.error,
)


class ArchiveRefused(Refused):
    """The file is no archive of ours, is damaged, or cannot be taken in here."""


@dataclass
class Taken:
    """What came in: the association, how many of each model, and whether every number stayed the same."""

    association: Association
    counts: dict[str, int] = field(default_factory=dict)
    renumbered: bool = False


@dataclass(frozen=True)
class Opened:
    """An archive whose manifest was read, and nothing more."""

    zip: zipfile.ZipFile
    manifest: dict[str, Any]

    @property
    def slug(self) -> str:
        return str(self.manifest["association"]["slug"])

    @property
    def name(self) -> str:
        return str(self.manifest["association"]["name"])

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.manifest["counts"])

    def holds(self, name: str) -> bool:
        """Archives made before a file was thought of have none."""
        return f"rows/{name}.jsonl" in self.zip.namelist()

    def lines(self, name: str) -> Iterator[str]:
        with self.zip.open(f"rows/{name}.jsonl") as content:
            while line := content.readline(LONGEST_LINE):
                if line.strip():
                    yield line.decode()


def open_archive(content: IO[bytes]) -> Opened:
    """Read what the archive says of itself. Raises `ArchiveRefused`."""
    try:
        archive = zipfile.ZipFile(content)
        if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
            raise ArchiveRefused("Ce fichier est trop grand pour une archive de Pont des Arts.")
        if archive.getinfo("manifest.json").file_size > MOST_TOLD:
            raise ArchiveRefused("Ce fichier en dit trop de lui-même pour une archive de Pont des Arts.")
        manifest = json.loads(archive.read("manifest.json"))
        known = manifest["format"] == FORMAT
        opened = Opened(archive, manifest)
        said = opened.slug, opened.name, opened.counts, known and datetime.fromisoformat(manifest["made_at"])
    except (*_UNREADABLE, OSError):
        raise ArchiveRefused(
            "Ce fichier n'est pas une archive de Pont des Arts, ou il est abîmé.",
            "Choisissez le fichier .zip d'origine.",
        ) from None
    if not known or not all(said[:2]):
        raise ArchiveRefused(f"Cette archive est d'un format que l'on ne lit pas : {manifest['format']}.")
    return opened


@transaction.atomic
def take_in(opened: Opened) -> Taken:
    """Write every row of the archive. All of it or nothing; raises `ArchiveRefused`, saying what is in the way."""
    if Association.objects.filter(slug=opened.slug).exists():
        raise ArchiveRefused(
            f"« {opened.name} » est déjà sur la plateforme.", "Rouvrez-la depuis la page de la fédération."
        )
    try:
        return _Hand(opened).take()
    except _UNREADABLE:
        raise ArchiveRefused("Une ligne de l'archive ne se lit pas : rien n'est repris.") from None
    except IntegrityError as error:
        raise ArchiveRefused(
            "Une chose de l'archive existe déjà sur la plateforme : rien n'est repris.", _in_the_way(error)
        ) from error


def _in_the_way(error: IntegrityError) -> str:
    named = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return f"Contrainte : {named}." if named else ""


class _Hand:
    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.keys: dict[type[models.Model], dict[Any, Any]] = {}
        self.later: dict[type[models.Model], list[tuple[Any, dict[str, Any]]]] = {}
        self.communes = set(Commune.objects.values_list("pk", flat=True))
        self.fresh = self._numbers_are_taken()

    def take(self) -> Taken:
        self.keys[User] = self._people()
        counts = {}
        for each in owned():
            counts[each.label] = self._rows(each)
        self._set_later()
        counts[Entry._meta.label] = self._journal()
        association = Association.objects.get(slug=self.opened.slug)
        association.departments.set(Department.objects.filter(code__in=self.opened.manifest["departments"]))
        counts.pop(Association._meta.label)
        if self.opened.holds(opposed.NAME):
            opposed.take_in(self.opened.lines(opposed.NAME), association)
        self._pictures()
        if self.fresh:  # what would undo a merge names rows by numbers that are no more
            Merge.objects.filter(kept__association=association).update(moved=None)
        indexing.refresh_all(Offer.objects.filter(association=association).order_by("pk"))
        self._move_the_counters()
        return Taken(association, counts, renumbered=self.fresh)

    def _numbers_are_taken(self) -> bool:
        for each in owned():
            if isinstance(each.model._meta.pk, models.AutoField):
                keys = [json.loads(line)["id"] for line in self.opened.lines(each.label)]
                if any(each.model._default_manager.filter(pk__in=some).exists() for some in _batches(keys)):
                    return True
        return False

    def _people(self) -> dict[Any, Any]:
        """Who is known by their address keeps their account; the others get one, to open with a code by mail."""
        found = {}
        for line in self.opened.lines("people"):
            said = json.loads(line)
            validate_email(said["email"])
            known = User.objects.filter(email__iexact=said["email"]).first()
            found[said["id"]] = (
                known or accounts.open_account(email=said["email"], name=said["name"], password=None)
            ).pk
        return found

    def _rows(self, each: Owned) -> int:
        mapped = self.keys.setdefault(each.model, {})
        count = 0
        for some in _batches(self.opened.lines(each.label)):
            rows, olds = [], []
            for line in some:
                read = values.from_json(each.model, line)
                old = read[each.model._meta.pk.attname]
                rows.append(self._row(each.model, read, old))
                olds.append(old)
            made = each.model._default_manager.bulk_create(rows)
            mapped.update(zip(olds, (row.pk for row in made), strict=True))
            count += len(made)
        return count

    def _row(self, model: type[models.Model], read: dict[str, Any], old: Any) -> models.Model:
        waits = {}
        for key in references(model):
            value, target = read.get(key.attname), key.related_model
            if value is None or isinstance(target, str):
                continue
            if target is Commune:
                read[key.attname] = value if value in self.communes else None
            elif target is not model and target in self.keys:
                read[key.attname] = self.keys[target][value]
            elif target is model or any(each.model is target for each in owned()):
                waits[key.attname] = (target, value)
                read[key.attname] = None
        if waits:
            self.later.setdefault(model, []).append((old, waits))
        if self.fresh and isinstance(model._meta.pk, models.AutoField):
            read.pop("id")
        return model(**read)

    def _set_later(self) -> None:
        """Keys towards rows that came after theirs."""
        for model, rows in self.later.items():
            for old, waits in rows:
                # what was next door did not come: the key stays empty
                found = {name: self.keys[target].get(value) for name, (target, value) in waits.items()}
                model._default_manager.filter(pk=self.keys[model][old]).update(**found)

    def _journal(self) -> int:
        kinds = {each.label: each.model for each in owned()}
        count = 0
        for some in _batches(self.opened.lines(Entry._meta.label)):
            entries = []
            for line in some:
                said = json.loads(line)
                model = kinds[said.pop("subject_type_id")]
                read = values.from_json(Entry, json.dumps(said))
                read.pop("id")
                key = model._meta.pk.to_python(read["subject_id"])
                read["subject_id"] = str(self.keys[model][key])
                read["by_user_id"] = self.keys[User].get(read["by_user_id"])
                entries.append(Entry(subject_type=ContentType.objects.get_for_model(model), **read))
            count += len(Entry.objects.bulk_create(entries))
        return count

    def _pictures(self) -> None:
        """Those that bear the name of what they hold, as ours do; whatever else is in the file stays in it."""
        for each in self.opened.zip.infolist():
            named = _PICTURE.fullmatch(each.filename)
            if named is None or each.file_size > pictures.MOST_BYTES or default_storage.exists(named[1]):
                continue
            content = self.opened.zip.read(each)
            if sha256(content).hexdigest()[:32] == named[2]:
                default_storage.save(named[1], ContentFile(content))

    def _move_the_counters(self) -> None:
        """The next number that the database gives is above every number that came in."""
        with connection.cursor() as cursor:
            for sentence in connection.ops.sequence_reset_sql(no_style(), [each.model for each in owned()]):
                cursor.execute(sentence)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for item in items:
        some.append(item)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
