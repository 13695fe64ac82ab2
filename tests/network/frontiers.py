"""Where the pages of a structure's life lead, for one association."""

from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations
from pontdesarts.network.models import Site

from .factories import RelayFactory

Names = dict[str, Any]


def structure(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def site(theirs: Association) -> Names:
    relay = RelayFactory(association=theirs)
    return {"pk": relay.pk, "site_pk": Site.objects.create(structure=relay, name="Annexe").pk}


def two(theirs: Association) -> Names:
    return {**structure(theirs), "other_pk": RelayFactory(association=theirs).pk}


def merged(theirs: Association) -> Names:
    kept, gone = RelayFactory(association=theirs), RelayFactory(association=theirs)
    return {"pk": operations.merge(kept, gone=gone, by=Actor(label="Nadia"), at=timezone.now()).pk}


BEHIND = {
    "network:add_site": structure,
    "network:distinct": two,
    "network:duplicates": lambda theirs: {"slug": theirs.slug},
    "network:merge": structure,
    "network:move": structure,
    "network:show": structure,
    "network:site": site,
    "network:undo_merge": merged,
}
