"""What leaves of each structure: all of it for the team, what it accepted for the public."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pontdesarts.network import rules
from pontdesarts.network.filters import shown_to_all
from pontdesarts.network.models import Site, Structure, StructureQuerySet

from ..standing import own_prefix

_ALL = frozenset({*rules.SHOWABLE, "numbers", "stage"})


@dataclass(frozen=True, slots=True)
class Record:
    """A structure, or another of its addresses (``parent`` is then its name). What does not leave is "" or None."""

    id: str
    name: str
    parent: str = ""
    association: str = ""
    kind: str = ""
    is_relay: bool = False
    siret: str = ""
    rna: str = ""
    address: str = ""
    postal_code: str = ""
    commune: str = ""
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    audiences: tuple[str, ...] = ()
    stage: str = ""
    area: str = ""


def records(found: StructureQuerySet, *, public: bool) -> Iterator[Record]:
    """In the order of the query, each followed by its sites.

    ``public``: active structures that accept to be shown, with what they accept of it; never a sensitive kind.
    """
    found = found.select_related("association", "commune", "relay", "partner").prefetch_related("sites__commune")
    if public:
        found = shown_to_all(found)
    for structure in found.order_by("association", "sort_name", "pk"):
        leaves = _accepted(structure) if public else _ALL
        yield _record(structure, leaves)
        if "address" in leaves:
            yield from (_site(structure, site, leaves) for site in structure.sites.all())


def _accepted(structure: Structure) -> frozenset[str]:
    kind = structure.relay.kind if structure.is_relay else ""
    return rules.shown(structure.shown_publicly, kind=kind)


def _record(structure: Structure, leaves: frozenset[str]) -> Record:
    known = "numbers" in leaves
    return Record(
        id=f"{own_prefix(structure.association)}{structure.pk}",
        name=structure.name,
        association=structure.association.name,
        kind=_kind(structure) if "kind" in leaves else "",
        is_relay=structure.is_relay,
        siret=structure.siret if known else "",
        rna=structure.rna if known else "",
        phone=structure.phone if "phone" in leaves else "",
        email=structure.email if "email" in leaves else "",
        website=structure.website if "website" in leaves else "",
        audiences=tuple(structure.audiences) if "audiences" in leaves else (),
        stage=structure.get_stage_display() if "stage" in leaves else "",
        area=structure.area_code if known else "",
        **(_where(structure) if "address" in leaves else {}),
    )


def _kind(structure: Structure) -> str:
    told = [structure.relay.get_kind_display()] if structure.is_relay else []
    return " ; ".join([*told, *([structure.partner.get_kind_display()] if structure.is_partner else [])])


def _site(structure: Structure, site: Site, leaves: frozenset[str]) -> Record:
    return Record(
        id=f"{own_prefix(structure.association)}{structure.pk}-{site.pk}",
        name=site.name,
        parent=structure.name,
        association=structure.association.name,
        phone=site.phone if "phone" in leaves else "",
        **_where(site),
    )


def _where(placed: Structure | Site) -> dict[str, Any]:
    return {
        "address": placed.address,
        "postal_code": placed.postal_code,
        "commune": placed.commune.name if placed.commune else "",
        "insee": placed.commune_id or "",
        "latitude": placed.latitude,
        "longitude": placed.longitude,
    }
