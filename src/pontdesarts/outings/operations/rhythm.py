"""How an association asks who came, and whom it believes first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.programme.models import Showing

from .. import verbs
from ..models import Dispute, Rhythm
from .claims import settle_again

FIELDS = (
    "ask_after_days",
    "statement_months",
    "quarterly",
    "most_mails_a_month",
    "before_days",
    "absences",
    "order",
)


@transaction.atomic
def change_rhythm(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Rhythm:
    """Change the settings among ``values``; the journal names them, unchanged ones write nothing.

    Another order of belief settles again the dates whose versions differ: elsewhere it changes nothing.
    """
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    rhythm = Rhythm.of(association)
    changed = [name for name in FIELDS if name in values and getattr(rhythm, name) != values[name]]
    for name in changed:
        setattr(rhythm, name, values[name])
    if not changed:
        return rhythm
    rhythm.save()
    fields = ", ".join(field_label(Rhythm, name) for name in changed)
    journal.record(verbs.RHYTHM_CHANGED, association, by=by, at=at, fields=fields)
    if "order" in changed:
        differing = Dispute.objects.filter(kind=Dispute.Kind.NUMBERS, showing__offer__association=association)
        dates = Showing.objects.filter(pk__in=differing.values("showing")).select_related("offer__association")
        for showing in dates.order_by("pk"):
            settle_again(showing, at=at)
    return rhythm
