"""The one way to write in the journal."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models

from pontdesarts.prepared import PreparedInsert

from .actors import Actor
from .models import Entry
from .verbs import Verb

_insert = PreparedInsert(Entry)


def record(verb: Verb, subject: models.Model, *, by: Actor, at: datetime, **data: object) -> Entry:
    """Add a line about ``subject``, in the transaction of the write that it tells.

    ``data`` holds what the verb's sentence needs, as JSON values. It never holds personal data of beneficiaries.
    """
    entry = Entry(
        at=at,
        verb=verb.name,
        by_user_id=by.user_id,
        by_label=str(by)[:200],
        subject_type_id=ContentType.objects.get_for_model(subject).pk,
        subject_id=str(subject.pk),
        data=data,
    )
    _insert(entry)
    return entry


def forget_old(*, at: datetime) -> int:
    """Erase the lines written more than three years ago; returns how many. What they told of still stands."""
    count, _ = Entry.objects.filter(at__lt=Entry.personal_data["by_label"].before(at)).delete()
    return count


def record_all(verb: Verb, subjects: Sequence[models.Model], *, by: Actor, at: datetime, **data: object) -> list[Entry]:
    """Add the same line about each of ``subjects``, which are of one kind, in one query for 500 of them."""
    if not subjects:
        return []
    kind = ContentType.objects.get_for_model(subjects[0])
    lines = [
        Entry(
            at=at,
            verb=verb.name,
            by_user_id=by.user_id,
            by_label=str(by)[:200],
            subject_type=kind,
            subject_id=str(subject.pk),
            data=data,
        )
        for subject in subjects
    ]
    return Entry.objects.bulk_create(lines, batch_size=500)
