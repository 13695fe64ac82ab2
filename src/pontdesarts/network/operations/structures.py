"""Structures and venues are entered and described."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.journal.refusals import Refused

from .. import verbs
from ..models import PartnerProfile, RelayKind, RelayProfile, Structure, Venue

STRUCTURE_FIELDS = (
    "name",
    "address",
    "postal_code",
    "commune",
    "latitude",
    "longitude",
    "email",
    "phone",
    "website",
)
VENUE_FIELDS = (
    "partner",
    "name",
    "address",
    "postal_code",
    "commune",
    "latitude",
    "longitude",
    "phone",
    "capacity",
    "steps",
    "lift",
    "wheelchair_places",
    "loop",
    "lsf",
    "audio_description",
    "calm_room",
    "transport",
    "last_departure",
    "desk_instructions",
)


class StructureRefused(Refused):
    """The structure cannot be entered or changed that way."""


@transaction.atomic
def admit(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Structure:
    """Enter a structure in the network of the association, with the ``values`` of `STRUCTURE_FIELDS`.

    It books or offers nothing until it has a profile.
    """
    fields = {name: value for name, value in values.items() if name in STRUCTURE_FIELDS}
    structure = Structure.objects.create(association=association, created_at=at, **fields)
    journal.record(verbs.ADMITTED, structure, by=by, at=at)
    return structure


@transaction.atomic
def describe(structure: Structure, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Structure:
    """Change what is known of the structure. The journal names the fields; unchanged values write nothing."""
    structure = Structure.objects.select_for_update(of=("self",)).get(pk=structure.pk)
    labels = _take(structure, values, STRUCTURE_FIELDS)
    if labels:
        structure.save()
        journal.record(verbs.DESCRIBED, structure, by=by, at=at, fields=", ".join(labels))
    return structure


@transaction.atomic
def give_relay_profile(
    structure: Structure, *, kind: RelayKind, priority_area: str = "", by: Actor, at: datetime
) -> RelayProfile:
    """The structure becomes a relay, or its kind changes."""
    profile, created = RelayProfile.objects.update_or_create(
        structure=structure, defaults={"kind": kind, "priority_area": priority_area}
    )
    if created:
        journal.record(verbs.PROFILE_GIVEN, structure, by=by, at=at, profile="relais")
    return profile


@transaction.atomic
def give_partner_profile(
    structure: Structure, *, list_email: str = "", names_required: bool = False, by: Actor, at: datetime
) -> PartnerProfile:
    """The structure becomes a partner, or its desk's wishes change."""
    profile, created = PartnerProfile.objects.update_or_create(
        structure=structure, defaults={"list_email": list_email, "names_required": names_required}
    )
    if created:
        journal.record(verbs.PROFILE_GIVEN, structure, by=by, at=at, profile="partenaire")
    return profile


@transaction.atomic
def add_venue(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Venue:
    """Enter a place where people go, with the ``values`` of `VENUE_FIELDS`."""
    fields = {name: value for name, value in values.items() if name in VENUE_FIELDS}
    venue = Venue.objects.create(association=association, **fields)
    journal.record(verbs.VENUE_ADDED, venue, by=by, at=at)
    return venue


@transaction.atomic
def describe_venue(venue: Venue, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Venue:
    """Change what is known of the place. Vouchers printed from now on say the new thing."""
    venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    labels = _take(venue, values, VENUE_FIELDS)
    if labels:
        venue.save()
        journal.record(verbs.VENUE_DESCRIBED, venue, by=by, at=at, fields=", ".join(labels))
    return venue


@transaction.atomic
def withdraw_links(structure: Structure, *, by: Actor, at: datetime) -> None:
    """Every signed link sent to the structure so far opens nothing any more."""
    Structure.objects.filter(pk=structure.pk).update(link_epoch=F("link_epoch") + 1)
    journal.record(verbs.LINKS_WITHDRAWN, structure, by=by, at=at)


def _take(thing: models.Model, values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """Set what differs; return the French names of the fields that changed."""
    changed = [name for name in names if name in values and getattr(thing, name) != values[name]]
    for name in changed:
        setattr(thing, name, values[name])
    return [field_label(thing, name) for name in changed]
