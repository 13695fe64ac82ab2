"""The other addresses of a structure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs
from ..models import Site, Structure

SITE_FIELDS = ("name", "address", "postal_code", "commune", "latitude", "longitude", "phone")


@transaction.atomic
def add_site(structure: Structure, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Site:
    """Another place where the structure receives, with the ``values`` of `SITE_FIELDS`, and ``external_ids``."""
    fields = {name: value for name, value in values.items() if name in {*SITE_FIELDS, "external_ids"}}
    site = Site.objects.create(structure=structure, **fields)
    journal.record(verbs.SITE_ADDED, structure, by=by, at=at, site=site.name)
    return site


@transaction.atomic
def change_site(site: Site, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Site:
    """Unchanged values write nothing."""
    site = Site.objects.select_for_update(of=("self",)).select_related("structure").get(pk=site.pk)
    changed = [name for name in SITE_FIELDS if name in values and getattr(site, name) != values[name]]
    for name in changed:
        setattr(site, name, values[name])
    if changed:
        site.save(update_fields=changed)
        journal.record(verbs.SITE_CHANGED, site.structure, by=by, at=at, site=site.name)
    return site


@transaction.atomic
def remove_site(site: Site, *, by: Actor, at: datetime) -> None:
    """The structure receives there no more: the address is forgotten."""
    journal.record(verbs.SITE_REMOVED, site.structure, by=by, at=at, site=site.name)
    site.delete()
