"""The plan carried out: structures by the batch, in a number of queries that does not grow with what is new."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations as network
from pontdesarts.network.models import PartnerKind, RelayKind, Site, Stage, Structure, Venue
from pontdesarts.network.operations.sites import add_site, change_site
from pontdesarts.territory.models import Commune
from pontdesarts.territory.perimeters import Perimeters
from pontdesarts.territory.rules import fold

from ..importing.kinds import PLACES
from ..importing.planned import Kind, Planned
from ..importing.told import Wanted
from ..models import Entry

BATCH = 500
_DONE = (Kind.NEW, Kind.CHANGED, Kind.SAME)


class Writer:
    """Writes the lines of one file. ``seen`` counts those that were given to it, or passed over."""

    def __init__(self, association: Association, source: str, wanted: Wanted) -> None:
        self.association, self.source, self.wanted = association, source, wanted
        self.seen = 0
        self._of_line: dict[int, int] = {}
        self._keys: set[str] = set()
        self._perimeters: Perimeters | None = None

    def write(self, lines: Sequence[Planned], *, by: Actor, at: datetime) -> dict[int, int]:
        """The structure that each line became, by its place among ``lines``."""
        communes = Commune.objects.in_bulk(
            {each.values["commune"] for each in lines if each.values.get("commune") and each.kind in _DONE}
        )
        made = self._admit([each for each in lines if _is_new(each)], communes, by, at)
        self._say_distinct([(line, made[line.line]) for line in lines if _is_new(line) and line.alike], by, at)
        entries: list[Entry] = []
        became: dict[int, int] = {}
        for index, line in enumerate(lines):
            if line.kind not in _DONE:
                continue
            structure, site = self._one(line, made, communes, by, at)
            if structure is None:
                continue
            became[index] = structure
            self._of_line.setdefault(line.line, structure)
            if line.said and line.key not in self._keys:
                self._keys.add(line.key)
                entries.append(self._entry(line, structure, site))
        Entry.objects.bulk_create(
            entries,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["association", "source", "key"],
            update_fields=["structure", "site", "said"],
        )
        self._receive_people([(line, made[line.line]) for line in lines if _is_new(line)], communes, by, at)
        return became

    def _admit(
        self, lines: Sequence[Planned], communes: Mapping[str, Commune], by: Actor, at: datetime
    ) -> dict[int, Structure]:
        profile = "relay_kind" if self.wanted is Wanted.RELAYS else "partner_kind"
        values = [{**_written(line.values, communes), profile: line.profile} for line in lines]
        made = network.admit_many(self.association, values=values, stage=Stage.PROSPECT, by=by, at=at) if lines else []
        return {line.line: structure for line, structure in zip(lines, made, strict=True)}

    def _say_distinct(self, answered: Sequence[tuple[Planned, Structure]], by: Actor, at: datetime) -> None:
        """« Une autre structure » was the answer to the doubt: nobody is asked again among the doubles."""
        near = {alike.pk for line, _ in answered for alike in line.alike}
        others = Structure.objects.filter(association=self.association).in_bulk(near) if near else {}
        for line, one in answered:
            for alike in line.alike:
                if other := others.get(alike.pk):
                    network.say_distinct(one, other=other, by=by, at=at)

    def _one(
        self, line: Planned, made: Mapping[int, Structure], communes: Mapping[str, Commune], by: Actor, at: datetime
    ) -> tuple[int | None, int | None]:
        """The structure of the line, and its site; what it changes is written."""
        if _is_new(line):
            return made[line.line].pk, None
        structure = line.structure or self._of_line.get(line.of_line or 0)
        if structure is None:
            return None, None
        if line.is_site:
            return structure, self._site(line, structure, communes, by, at)
        if line.kind is Kind.CHANGED:
            self._describe(line, Structure(pk=structure), communes, by, at)
        return structure, None

    def _site(
        self, line: Planned, structure: int, communes: Mapping[str, Commune], by: Actor, at: datetime
    ) -> int | None:
        values = _written(line.values, communes)
        if line.site is None and line.kind is Kind.NEW:
            return add_site(Structure.objects.get(pk=structure), values=values, by=by, at=at).pk
        if line.site is not None and line.kind is Kind.CHANGED:
            change_site(Site(pk=line.site), values=values, by=by, at=at)
        return line.site

    def _describe(
        self, line: Planned, structure: Structure, communes: Mapping[str, Commune], by: Actor, at: datetime
    ) -> None:
        if line.values:
            if self._perimeters is None:
                self._perimeters = Perimeters.in_force(timezone.localtime(at).date())
            values = _written(line.values, communes)
            structure = network.describe(structure, values=values, perimeters=self._perimeters, by=by, at=at)
        if not line.profile:
            return
        structure = Structure.objects.get(pk=structure.pk)
        if self.wanted is Wanted.RELAYS:
            network.give_relay_profile(structure, kind=RelayKind(line.profile), by=by, at=at)
        else:
            network.give_partner_profile(structure, kind=PartnerKind(line.profile), by=by, at=at)

    def _entry(self, line: Planned, structure: int, site: int | None) -> Entry:
        return Entry(
            association=self.association,
            source=self.source,
            key=line.key,
            structure_id=structure,
            site_id=site,
            said=dict(line.said),
        )

    def _receive_people(
        self, new: Sequence[tuple[Planned, Structure]], communes: Mapping[str, Commune], by: Actor, at: datetime
    ) -> None:
        """A cinema, a museum, a library is a place where one goes: it comes with its place, or takes the one that a
        programme had named."""
        if self.wanted is not Wanted.PARTNERS:
            return
        places = [(line, one) for line, one in new if line.profile in PLACES and line.values.get("commune")]
        if not places:
            return
        here = {
            (fold(venue.name), venue.commune_id): venue
            for venue in Venue.objects.filter(
                association=self.association, commune__in=communes, partner=None
            ).order_by("-pk")
        }
        fresh = []
        for line, partner in places:
            venue = here.get((fold(line.name), line.values["commune"]))
            if venue:
                network.describe_venue(venue, values={"partner": partner}, by=by, at=at)
            else:
                fresh.append(self._venue(line, partner, communes))
        network.add_venues(self.association, values=fresh, by=by, at=at)

    def _venue(self, line: Planned, partner: Structure, communes: Mapping[str, Commune]) -> dict[str, Any]:
        names = ("name", "address", "postal_code", "commune", "latitude", "longitude", "phone")
        told = {name: value for name, value in _written(line.values, communes).items() if name in names}
        return told | {"partner": partner, "capacity": line.capacity}


def _is_new(line: Planned) -> bool:
    return line.kind is Kind.NEW and not line.is_site


def _written(values: Mapping[str, Any], communes: Mapping[str, Commune]) -> dict[str, Any]:
    """The values as the operations of the network take them."""
    told = dict(values)
    if told.get("commune"):
        told["commune"] = communes[told["commune"]]
    return told
