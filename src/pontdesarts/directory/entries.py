"""One line of the directory, as its reader may read it: templates and papers are given nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pontdesarts.network.models import Audience, PartnerKind, RelayKind, Stage, Structure
from pontdesarts.network.rules import SHOWABLE, may_show_kind, shown

from . import areas
from .selection import Reader

_AUDIENCES = dict(Audience.choices)
_RELAYS, _PARTNERS = dict(RelayKind.choices), dict(PartnerKind.choices)


@dataclass(frozen=True)
class Entry:
    """``kinds``, ``audiences`` and the ways to reach it are empty where they may not be read."""

    pk: int
    name: str
    is_relay: bool
    is_partner: bool
    kinds: tuple[str, ...]
    audiences: tuple[str, ...]
    address: str
    commune: str
    phone: str
    email: str
    website: str
    stage: str
    area: str

    @property
    def profiles(self) -> str:
        named = {"relais": self.is_relay, "partenaire": self.is_partner}
        return " et ".join(name for name, held in named.items() if held)

    @property
    def stage_said(self) -> str:
        return Stage(self.stage).label

    @property
    def detail(self) -> str:
        """What stands under its name."""
        return " · ".join(filter(None, [self.commune, *self.kinds]))


def entries(rows: Iterable[Structure], reader: Reader) -> Iterator[Entry]:
    """The lines of structures that came with their commune and profiles: no query."""
    return (entry(row, reader) for row in rows)


def readable(structure: Structure, reader: Reader) -> frozenset[str]:
    """The names of `rules.SHOWABLE` that the reader may read: the same answer as `Reader.may_read` gives a query."""
    kind = structure.relay.kind if structure.is_relay else ""
    if reader.public:
        return shown(structure.shown_publicly, kind=kind)
    return frozenset(SHOWABLE) if reader.whole or may_show_kind(kind) else shown(SHOWABLE, kind=kind)


def entry(structure: Structure, reader: Reader) -> Entry:
    read = readable(structure, reader)
    placed = "address" in read
    return Entry(
        pk=structure.pk,
        name=structure.name,
        is_relay=structure.is_relay,
        is_partner=structure.is_partner,
        kinds=tuple(_kinds(structure)) if "kind" in read else (),
        audiences=tuple(_AUDIENCES.get(each, each) for each in structure.audiences) if "audiences" in read else (),
        address=", ".join(filter(None, [structure.address, _town(structure)])) if placed else "",
        commune=structure.commune.name if placed and structure.commune else "",
        phone=structure.phone if "phone" in read else "",
        email=structure.email if "email" in read else "",
        website=structure.website if "website" in read else "",
        stage="" if reader.public else structure.stage,
        area="" if reader.public or not structure.is_relay else areas.area_of(structure),
    )


def _town(structure: Structure) -> str:
    return " ".join(filter(None, [structure.postal_code, structure.commune.name if structure.commune else ""]))


def _kinds(structure: Structure) -> Iterator[str]:
    if structure.is_relay:
        yield _RELAYS.get(structure.relay.kind, structure.relay.kind)
    if structure.is_partner and structure.partner.kind != PartnerKind.OTHER:
        yield _PARTNERS.get(structure.partner.kind, structure.partner.kind)
