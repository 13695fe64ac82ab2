"""What the team says of entries that resemble each other."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Distinct, Structure
from .structures import StructureRefused


@transaction.atomic
def say_distinct(one: Structure, *, other: Structure, by: Actor, at: datetime) -> Distinct:
    """They are not the same: they are proposed no more. Said twice, it is written once.

    Raises `StructureRefused` for the same one, or for two associations.
    """
    if one.pk == other.pk or one.association_id != other.association_id:
        raise StructureRefused("Il faut deux fiches de la même association.")
    first, second = sorted((one, other), key=lambda each: each.pk)
    said, new = Distinct.objects.get_or_create(one=first, other=second, defaults={"said_at": at})
    if new:
        journal.record(verbs.SAID_DISTINCT, one, by=by, at=at, other=other.name)
        journal.record(verbs.SAID_DISTINCT, other, by=by, at=at, other=one.name)
    return said
