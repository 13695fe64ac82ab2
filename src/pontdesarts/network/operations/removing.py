"""Structures that came in by mistake, and on which nothing hangs yet, are taken out again."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry

from .. import kinship, verbs
from ..models import Merge, Stage, Structure, Venue

# what comes in with a structure, and goes with it
_OWN = frozenset(
    {
        "exchanges.Entry",
        "network.Distinct",
        "network.PartnerProfile",
        "network.RelayProfile",
        "network.Site",
        "network.Venue",
    }
)


@transaction.atomic
def take_out(structures: Collection[int], *, came: datetime, settled: datetime, by: Actor, at: datetime) -> list[int]:
    """Erase those that came in between ``came`` and ``settled`` and that nobody has touched since: still to be
    contacted, described no more, and nothing on them but what came with them. Returns those that are gone.

    A journal line each; otherwise a number of queries that does not grow with them.
    """
    locked = Structure.objects.select_for_update(of=("self",)).filter(pk__in=structures)
    found = {each.pk: each for each in locked.select_related("association").order_by("pk")}
    gone = set(found) - _touched(found.values(), came, settled)
    for pk in sorted(gone):
        journal.record(verbs.TAKEN_OUT, found[pk].association, by=by, at=at, name=found[pk].name)
    Venue.objects.filter(partner__in=gone).delete()
    Structure.objects.filter(pk__in=gone).delete()
    return sorted(gone)


def _touched(structures: Iterable[Structure], came: datetime, settled: datetime) -> set[int]:
    keys, touched = set(), set()
    for each in structures:
        keys.add(each.pk)
        if each.stage != Stage.PROSPECT or each.merged_into_id or not came <= each.created_at <= settled:
            touched.add(each.pk)
    for relation in kinship.relations():
        if relation.label not in _OWN:
            touched |= _naming(relation, keys)
    for kept, other in Merge.objects.filter(Q(kept__in=keys) | Q(gone__in=keys)).values_list("kept", "gone"):
        touched |= {kept, other} & keys
    touched |= {int(pk) for pk in _told_of(Structure, keys, Q(at__gt=settled))}
    return touched | _serving(keys, came, settled)


def _serving(keys: set[int], came: datetime, settled: datetime) -> set[int]:
    """Whose places are of before, were described since, or are where somebody goes."""
    partner_of = dict(Venue.objects.filter(partner__in=keys).order_by().values_list("pk", "partner"))
    used: set[int] = set()
    for relation in kinship.pointing_at(Venue):
        used |= _naming(relation, set(partner_of))
    used |= {int(pk) for pk in _told_of(Venue, set(partner_of), Q(at__gt=settled) | Q(at__lt=came))}
    return {pk for venue, pk in partner_of.items() if venue in used and pk is not None}


def _naming(relation: kinship.Relation, keys: set[int]) -> set[int]:
    rows = relation.model._base_manager.filter(**{f"{relation.column}__in": keys})
    return set(rows.order_by().values_list(relation.column, flat=True).distinct())


def _told_of(model: type[models.Model], keys: set[int], when: Q) -> set[str]:
    """Of which the journal says something then."""
    about = Entry.objects.filter(
        when, subject_type=ContentType.objects.get_for_model(model), subject_id__in=[str(pk) for pk in keys]
    )
    return set(about.order_by().values_list("subject_id", flat=True).distinct())
