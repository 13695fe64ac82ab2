"""Which structures answer, for whom: nobody finds a structure by what they may not read of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Expression, ExpressionWrapper, F, OrderBy, Q, Value, When

from pontdesarts.associations.models import Association
from pontdesarts.network.filters import SENSITIVE, public_reads, shown_to_all
from pontdesarts.network.models import Stage, Structure, StructureQuerySet
from pontdesarts.network.rules import TELLS_THE_KIND
from pontdesarts.territory.models import Commune
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
# papers travel: whoever asked for it, a booklet says no sensitive kind, nor who has agreed to nothing yet
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
    words = fold(asked.get("q") or "").split()[:MOST_WORDS]
    for word, communes in _communes_named(found, words):
        place = reader.may_read("address") & Q(commune__in=communes)
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
    return found if reader.public else _for_the_team(found, reader, asked)


def _communes_named(found: StructureQuerySet, words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """For each word, the communes of these structures whose name holds it. Read apart, in two queries: joined to each
    list, PostgreSQL reads the 35 000 communes of the country every time."""
    if not words:
        return
    here = list(found.order_by().exclude(commune=None).values_list("commune", flat=True).distinct())
    rows = list(Commune.objects.filter(pk__in=here).order_by("pk").values_list("pk", "folded"))
    for word in words:
        yield word, [insee for insee, folded in rows if word in folded]


def _for_the_team(found: StructureQuerySet, reader: Reader, asked: Mapping[str, Any]) -> StructureQuerySet:
    """What the public can neither read nor ask. Of no stage in particular, the team reads all but those that left; a
    paper names those that are active."""
    stage = asked.get("etape")
    if stage in Stage.values:
        found = found.filter(stage=stage)
    elif stage != "toutes":
        found = found.exclude(stage=Stage.LAPSED) if reader.whole else found.filter(stage=Stage.ACTIVE)
    if asked.get("quartier"):
        found = found.annotate(area=areas.area_state()).filter(area=asked["quartier"])
    if asked.get("bailleur"):
        found = found.filter(social_landlord={"oui": True, "non": False, "inconnu": None}[asked["bailleur"]])
    return found


def counts(found: StructureQuerySet, reader: Reader) -> Counts:
    """One query, whatever is counted. Areas are counted for relays, and never for the public."""
    area = Value("") if reader.public else areas.area_state()
    told = found.order_by().annotate(
        as_relay=_holds(relay__isnull=False), as_partner=_holds(partner__isnull=False), said=area
    )
    rows = list(told.values_list("as_relay", "as_partner", "said").annotate(Count("pk")))
    relays: Counter[str] = Counter()
    for relay, _, said, number in rows:
        relays[said] += number if relay else 0
    return Counts(
        structures=sum(number for *_, number in rows),
        relays=relays.total(),
        partners=sum(number for _, partner, _, number in rows if partner),
        inside=relays[areas.INSIDE],
        outside=relays[areas.OUTSIDE],
        unknown=relays[areas.UNKNOWN],
    )


def _holds(**profile: bool) -> Expression:
    return ExpressionWrapper(Q(**profile), output_field=BooleanField())


# what `entries.entry` reads of a structure, and no more: twenty columns are left where they are
_READ = (
    *("name", "sort_name", "address", "postal_code", "phone", "email", "website", "stage", "audiences"),
    *("shown_publicly", "area_state", "commune__name"),
    *("relay__kind", "relay__priority_area", "partner__kind"),
)


def _with_what_is_read(found: StructureQuerySet) -> StructureQuerySet:
    return found.select_related("commune", "relay", "partner").only(*_READ)


def in_order(found: StructureQuerySet) -> StructureQuerySet:
    return _with_what_is_read(found).order_by("sort_name", "pk")


def by_commune(found: StructureQuerySet, reader: Reader) -> StructureQuerySet:
    """As a booklet goes: communes in the order of their names, then structures. Those whose commune may not be read
    come last, in the order of their own names: their place in the list would tell it."""
    told = reader.may_read("address") or Q(pk__isnull=False)
    town = Case(When(told, then=F("commune__folded")), default=None)
    insee = Case(When(told, then=F("commune")), default=None)
    rows = _with_what_is_read(found)
    return rows.order_by(OrderBy(town, nulls_last=True), OrderBy(insee, nulls_last=True), "sort_name", "pk")
