"""Places come by many at a time, from the programmes of others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Venue


@transaction.atomic
def add_venues(
    association: Association, *, values: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> list[Venue]:
    """Enter several places, each with its line in the journal, in a number of queries that does not grow with them.

    ``values`` are those of `add_venue`, and ``external_ids``: what sources call the place.
    """
    venues = [Venue(association=association, **fields) for fields in values]
    Venue.objects.bulk_create(venues, batch_size=500)
    journal.record_all(verbs.VENUE_ADDED, venues, by=by, at=at)
    return venues


@transaction.atomic
def learn_venue_ids(
    association: Association, *, source: str, ids: Mapping[int, Sequence[str]], by: Actor, at: datetime
) -> int:
    """Remember what ``source`` calls places that are here already: the next import asks nothing. Not in the journal:
    nothing that people read has changed. Returns how many places learnt something."""
    known = Venue.objects.select_for_update(of=("self",), no_key=True).filter(association=association, pk__in=ids)
    venues = list(known.order_by("pk"))
    for venue in venues:
        before = venue.external_ids.get(source, [])
        venue.external_ids = venue.external_ids | {source: sorted({*before, *ids[venue.pk]})}
    Venue.objects.bulk_update(venues, ["external_ids"], batch_size=500)
    return len(venues)
