"""The one way to write in the journal."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .actors import Actor
from .models import Entry
from .verbs import Verb


def record(verb: Verb, subject: models.Model, *, by: Actor, at: datetime, **data: object) -> Entry:
    """Add a line about ``subject``, in the transaction of the write that it tells.

    ``data`` holds what the verb's sentence needs, as JSON values. It never holds personal data of beneficiaries.
    """
    return Entry.objects.create(
        at=at,
        verb=verb.name,
        by_user_id=by.user_id,
        by_label=str(by)[:200],
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        data=data,
    )
