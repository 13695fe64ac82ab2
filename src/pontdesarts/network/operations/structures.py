"""Structures and venues are entered and described."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.journal.refusals import Refused
from pontdesarts.territory.perimeters import Perimeters
from pontdesarts.ui import words

from .. import rules, verbs
from ..models import PartnerKind, PartnerProfile, RelayKind, RelayProfile, Stage, StageChange, Structure, Venue
from ..placing import place

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
    "siret",
    "rna",
    "audiences",
    "social_landlord",
    "point_score",
    "external_ids",
)
_WHERE = frozenset({"commune", "latitude", "longitude"})
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
def admit(
    association: Association, *, values: Mapping[str, Any], stage: Stage = Stage.ACTIVE, by: Actor, at: datetime
) -> Structure:
    """Enter a structure in the network of the association, with the ``values`` of `STRUCTURE_FIELDS`.

    It books or offers nothing until it has a profile.
    """
    structure = _entered(association, values, stage, at)
    place(structure, timezone.localtime(at).date())
    structure.save()
    StageChange.objects.create(structure=structure, stage=stage, entered_at=at)
    journal.record(verbs.ADMITTED, structure, by=by, at=at)
    return structure


@transaction.atomic
def admit_many(
    association: Association,
    *,
    values: Sequence[Mapping[str, Any]],
    stage: Stage = Stage.PROSPECT,
    by: Actor,
    at: datetime,
) -> list[Structure]:
    """Enter several structures, each with its line in the journal, in a number of queries that does not grow with them.

    Beside `STRUCTURE_FIELDS`, each of ``values`` may say "relay_kind" and "partner_kind": its profiles.
    """
    structures = [_entered(association, each, stage, at) for each in values]
    perimeters, on = Perimeters.in_force(timezone.localtime(at).date()), timezone.localtime(at).date()
    for structure in structures:
        place(structure, on, perimeters)
    Structure.objects.bulk_create(structures, batch_size=500)
    StageChange.objects.bulk_create(
        [StageChange(structure=structure, stage=stage, entered_at=at) for structure in structures], batch_size=500
    )
    pairs = list(zip(structures, values, strict=True))
    RelayProfile.objects.bulk_create(
        [RelayProfile(structure=one, kind=told["relay_kind"]) for one, told in pairs if told.get("relay_kind")],
        batch_size=500,
    )
    PartnerProfile.objects.bulk_create(
        [PartnerProfile(structure=one, kind=told["partner_kind"]) for one, told in pairs if told.get("partner_kind")],
        batch_size=500,
    )
    journal.record_all(verbs.ADMITTED, structures, by=by, at=at)
    return structures


def _entered(association: Association, values: Mapping[str, Any], stage: Stage, at: datetime) -> Structure:
    fields = {name: value for name, value in values.items() if name in STRUCTURE_FIELDS}
    return Structure(association=association, created_at=at, stage=stage, **fields)


@transaction.atomic
def describe(
    structure: Structure,
    *,
    values: Mapping[str, Any],
    perimeters: Perimeters | None = None,
    by: Actor,
    at: datetime,
) -> Structure:
    """Change what is known of the structure. The journal names the fields; unchanged values write nothing.

    An address that moves is placed anew among priority areas, with the ``perimeters`` of who describes many; a position
    given without its score was given by a person.
    """
    structure = Structure.objects.select_for_update(of=("self",)).get(pk=structure.pk)
    before = {name: getattr(structure, name) for name in _WHERE}
    labels = _take(structure, values, STRUCTURE_FIELDS)
    if any(getattr(structure, name) != value for name, value in before.items()):
        if "point_score" not in values:
            structure.point_score = None
        place(structure, timezone.localtime(at).date(), perimeters)
    if labels:
        structure.save()
        journal.record(verbs.DESCRIBED, structure, by=by, at=at, fields=", ".join(labels))
    return structure


@transaction.atomic
def show_publicly(structure: Structure, *, accepted: Collection[str], by: Actor, at: datetime) -> Structure:
    """What the structure accepts that the public reads, in all: nothing else of it is shown. The journal says who
    accepted what. Raises `StructureRefused` for the kind of a structure whose kind tells of the people it receives."""
    structure = Structure.objects.select_for_update(of=("self",)).select_related("relay").get(pk=structure.pk)
    kind = structure.relay.kind if structure.is_relay else ""
    names = [name for name in rules.SHOWABLE if name in accepted]
    refused = set(names) - rules.shown(names, kind=kind)
    if refused:
        raise StructureRefused(
            f"On ne montre pas {_said(name for name in names if name in refused)} de cette structure.",
            "Cela dirait quelque chose des personnes qu'elle reçoit.",
        )
    if names != structure.shown_publicly:
        structure.shown_publicly = names
        structure.save(update_fields=["shown_publicly"])
        verb = verbs.SHOWN if names else verbs.HIDDEN
        journal.record(verb, structure, by=by, at=at, what=_said(names))
    return structure


def _said(names: Iterable[str]) -> str:
    return words.listed([rules.SHOWABLE[name] for name in names])


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
    structure: Structure,
    *,
    kind: PartnerKind | None = None,
    list_email: str = "",
    names_required: bool = False,
    by: Actor,
    at: datetime,
) -> PartnerProfile:
    """The structure becomes a partner, or its desk's wishes change. Without a ``kind`` it keeps its own."""
    told: dict[str, Any] = {"list_email": list_email, "names_required": names_required}
    if kind is not None:
        told["kind"] = kind
    profile, created = PartnerProfile.objects.update_or_create(structure=structure, defaults=told)
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
