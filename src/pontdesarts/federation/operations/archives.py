"""All the data of an association, in one file that its direction takes away."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words

from .. import archive as files
from .. import tasks, verbs
from ..models import Archive

FOLDER = "archives"


class ArchiveBusy(Refused):
    """One is being made."""


@transaction.atomic
def ask_archive(association: Association, *, asked_by: User, by: Actor, at: datetime) -> Archive:
    """A job makes the file. Raises `ArchiveBusy` while another is being made: two presses make one."""
    try:
        with transaction.atomic():
            asked = Archive.objects.create(association=association, asked_by=asked_by, asked_at=at)
    except IntegrityError:
        raise ArchiveBusy("L'archive est déjà en train de se faire.", "Revenez dans quelques minutes.") from None
    journal.record(verbs.ARCHIVE_ASKED, association, by=by, at=at)
    tasks.make_archive.defer(archive_id=asked.pk)
    return asked


@transaction.atomic
def make_archive(asked: Archive, *, at: datetime) -> None:
    """Write the file in the storage, under a name that cannot be guessed, and its numbers. Twice makes one."""
    asked = Archive.objects.select_for_update(of=("self",)).select_related("association").get(pk=asked.pk)
    if asked.made_at:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        asked.counts, asked.digest = files.write(asked.association, path, at=at)
        asked.size, asked.made_at = path.stat().st_size, at
        with path.open("rb") as content:
            asked.stored = default_storage.save(f"{FOLDER}/{uuid4().hex}.zip", File(content))
    asked.save()


def fail_archive(asked: Archive, *, at: datetime) -> None:
    """The job could not make it by ``at``: the next press asks for another."""
    Archive.objects.filter(pk=asked.pk, made_at=None).delete()


def take_away(made: Archive, *, by: Actor, at: datetime) -> None:
    """Somebody takes the file away: the journal of the association says who."""
    said = words.french_moment(made.made_at or made.asked_at)
    journal.record(verbs.ARCHIVE_TAKEN, made.association, by=by, at=at, made=said)


def forget_archives(*, at: datetime) -> int:
    """Erase the files and their lines 7 days after they were asked for; returns how many."""
    old = list(Archive.objects.filter(asked_at__lt=Archive.personal_data["stored"].before(at)).order_by("pk"))
    for each in old:
        if each.stored:
            default_storage.delete(each.stored)
        each.delete()
    return len(old)
