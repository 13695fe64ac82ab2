"""How an association lets structures in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label

from .. import verbs
from ..models import Welcome
from ..refusals import WelcomeRefused

GATES = ("needs_training", "needs_charter", "needs_membership")
OWN = ("takes_requests", "relay_fee", "partner_fee", "next_training")


@transaction.atomic
def change_welcome(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Welcome:
    """Set how structures join, and what a relay has done before it books. Bookings already made stand.

    Unchanged values write nothing; memberships already proposed keep their fee. Raises `WelcomeRefused` for a negative
    fee.
    """
    association = Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    own, _ = Welcome.objects.get_or_create(association=association)
    if any(values.get(name, 0) < 0 for name in ("relay_fee", "partner_fee")):
        raise WelcomeRefused("L'adhésion n'est pas négative.", "Écrivez 0 si rien n'est demandé.")
    changes = [*_take(association, values, GATES), *_take(own, values, OWN)]
    if changes:
        association.save(update_fields=GATES)
        own.save()
        journal.record(verbs.WELCOME_CHANGED, association, by=by, at=at, changes=" ; ".join(changes))
    return own


def _take(thing: Association | Welcome, values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    said = []
    for name in names:
        if name not in values or getattr(thing, name) == values[name]:
            continue
        setattr(thing, name, values[name])
        said.append(f"{field_label(type(thing), name)} : {_said(values[name])}")
    return said


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) or "rien"
