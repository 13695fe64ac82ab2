"""Which structures answer, for whom: nobody finds a structure by what they may not read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OrderBy, Q, When

from pontdesarts.associations.models import Association
from pontdesarts.network.filters import SENSITIVE, public_reads, shown_to_all
from pontdesarts.network.models import Stage, Structure, StructureQuerySet
from pontdesarts.network.rules import TELLS_THE_KIND
from pontdesarts.territory.rules import fold

from . import areas
from .rules import read_kind

MOST_WORDS = 6


@dataclass(frozen=True)
class Reader:
    """``public``: what each structure accepted, nothing else. ``whole``: the sensitive kinds too, the team alone."""

    public: bool
    whole: bool = False

    def may_read(self, name: str) -> Q:
        """The structures of which that thing may be read, a name of `rules.SHOWABLE`: as `network.rules.shown` says."""
        if self.public:
            return public_reads(name)
        return ~SENSITIVE if name in TELLS_THE_KIND and not self.whole else Q()

    def listed(self, association: Association) -> StructureQuerySet:
        """Those of the association that the reader may know of. The public: active ones that show something."""
        standing = Structure.objects.standing().filter(association=association)
        return shown_to_all(standing) if self.public else standing


PUBLIC = Reader(public=True)
TEAM = Reader(public=False, whole=True)
# papers travel: whoever asked for it, a booklet says no sensitive kind
PAPER = Reader(public=False)


@dataclass(frozen=True)
class Counts:
    structures: int
    relays: int
    partners: int
    inside: int
    outside: int
    unknown: int


def narrowed(association: Association, reader: Reader, asked: Mapping[str, Any]) -> StructureQuerySet:
    """The structures that answer to the filters ``asked``, by the names of `forms.Narrow`."""
    found = reader.listed(association)
    for word in fold(asked.get("q") or "").split()[:MOST_WORDS]:
        place = reader.may_read("address") & Q(commune__folded__contains=word)
        found = found.filter(Q(sort_name__contains=word) | place)
    if asked.get("profil"):
        found = found.filter(**{f"{asked['profil']}__isnull": False})
    profile, kind = read_kind(asked.get("type") or "")
    if profile:
        found = found.filter(reader.may_read("kind"), **{f"{profile}__kind": kind})
    if asked.get("public"):
        found = found.filter(reader.may_read("audiences"), audiences__contains=[asked["public"]])
    if asked.get("commune"):
        found = found.filter(reader.may_read("address"), commune=asked["commune"])
    return found if reader.public else _for_the_team(found, asked)


def _for_the_team(found: StructureQuerySet, asked: Mapping[str, Any]) -> StructureQuerySet:
    """What the public can neither read nor ask."""
    stage = asked.get("etape")
    if stage in Stage.values:
        found = found.filter(stage=stage)
    elif stage != "toutes":
        found = found.exclude(stage=Stage.LAPSED)
    if asked.get("quartier"):
        found = found.annotate(area=areas.area_state()).filter(area=asked["quartier"])
    if asked.get("bailleur"):
        found = found.filter(social_landlord={"oui": True, "non": False, "inconnu": None}[asked["bailleur"]])
    return found


def counts(found: StructureQuerySet, reader: Reader) -> Counts:
    """One query, whatever is counted. Areas are counted for relays, and never for the public."""
    told: dict[str, Count] = {
        "n_structures": Count("pk"),
        "n_relays": Count("relay"),
        "n_partners": Count("partner"),
    }
    if not reader.public:
        found = found.annotate(said=areas.area_state())
        for state in areas.SAID:
            told[f"n_{state}"] = Count("pk", filter=Q(relay__isnull=False, said=state))
    row = found.order_by().aggregate(**told)
    return Counts(**{name: row.get(f"n_{name}", 0) for name in Counts.__dataclass_fields__})


def in_order(found: StructureQuerySet) -> StructureQuerySet:
    return found.select_related("commune", "relay", "partner").order_by("sort_name", "pk")


def by_commune(found: StructureQuerySet, reader: Reader) -> StructureQuerySet:
    """As a booklet goes: communes in the order of their names, then structures. Those whose commune may not be read
    come last, in the order of their own names: their place in the list would tell it."""
    told = reader.may_read("address") or Q(pk__isnull=False)
    town = Case(When(told, then=F("commune__folded")), default=None)
    insee = Case(When(told, then=F("commune")), default=None)
    rows = found.select_related("commune", "relay", "partner")
    return rows.order_by(OrderBy(town, nulls_last=True), OrderBy(insee, nulls_last=True), "sort_name", "pk")
