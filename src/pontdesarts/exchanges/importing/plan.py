"""From what was read to what would be done."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pontdesarts.network.rules.likeness import CLOSE, name_likeness
from pontdesarts.territory.rules import departments_of, fold, same_city
from pontdesarts.territory.written import Communes, KnownCommune

from .compared import compared, say
from .kinds import partner_kind, relay_kind
from .known import Known, KnownStructure
from .planned import Alike, Kind, Plan, Planned
from .positions import position
from .told import Reading, Told, Wanted

_OWN = re.compile(r"(\d+)(?:-(\d+))?")
MOST_ALIKE = 3
MOST_NEAR = 40
"""Structures of a commune with a word in common: more have a word that says nothing, « centre » or « maison »."""
_SERVICES_FIRST = "Ce sont les services d'une structure qui n'est pas ici : importez d'abord le fichier des structures."


def plan(reading: Reading, known: Known, *, wanted: Wanted, default_kind: str = "") -> Plan:
    """Each line of the reading exactly once, its refusals included, in the order of the file."""
    work = _Work(reading, known, wanted, default_kind)
    lines = [work.line(told) for told in reading.told]
    lines += [
        Planned(refusal.line or 0, "", refusal.item, Kind.REFUSED, (refusal.reason,)) for refusal in reading.refusals
    ]
    lines += work.of_services({told.key for told in reading.told})
    return Plan(tuple(sorted(lines, key=lambda each: each.line)), reading.format.value)


@dataclass(slots=True)
class _First:
    """The first line of the file that told of a structure, and what became of it."""

    line: int
    folded: str
    address: str
    key: str
    structure: int | None


@dataclass
class _Work:
    reading: Reading
    known: Known
    wanted: Wanted
    default_kind: str
    firsts: dict[tuple[str, str], _First] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.communes = Communes(self.known.communes, self.known.departments)
        self.by_number: dict[tuple[str, str], list[KnownStructure]] = {}
        self.by_name: dict[tuple[str, str], list[KnownStructure]] = {}
        self.by_start: dict[tuple[str, str], list[KnownStructure]] = {}
        for each in self.known.structures.values():
            for number in (("siret", each.siret), ("rna", each.rna)):
                if number[1]:
                    self.by_number.setdefault(number, []).append(each)
            self.by_name.setdefault((each.folded, each.insee), []).append(each)
            for start in _starts(each.folded):
                self.by_start.setdefault((each.insee, start), []).append(each)

    def line(self, told: Told) -> Planned:
        commune, doubt = self.communes.find(told)
        notes = [*told.notes, *([doubt] if doubt else [])]
        insee = commune.insee if commune else ""
        if reason := self._why_not(told, commune):
            return Planned(told.line, told.key, told.name, Kind.REFUSED, (reason,), tuple(notes), where=told.city)
        said, more = self._said(told, commune)
        base = Planned(
            told.line, told.key, told.name, Kind.NEW, notes=(*notes, *more), said=said, capacity=told.capacity,
            where=commune.name if commune else told.city,
        )  # fmt: skip
        found = self._found(told, insee, base)
        return found if isinstance(found, Planned) else self._new(told, base, insee)

    def of_services(self, told: Iterable[str]) -> list[Planned]:
        """Services alone: whom a structure that is here already receives."""
        lines = []
        for number, key in enumerate(sorted(self.reading.audiences), start=1):
            if key in set(told):
                continue
            entry = self.known.entries.get(key)
            if entry is None:
                lines.append(Planned(number, key, key, Kind.REFUSED, (_SERVICES_FIRST,)))
                continue
            structure = self.known.structures[entry.structure]
            received = self._audiences(key, ())
            said = {**entry.said, **({"audiences": received} if received else {})}
            base = Planned(number, key, structure.name, Kind.SAME, said=said)
            lines.append(self._again(base, structure, entry.said))
        return lines

    # --- what is said ------------------------------------------------------------------------------------------------

    def _why_not(self, told: Told, commune: KnownCommune | None) -> str:
        if told.closed:
            return "Le fichier dit que cette structure est fermée."
        if told.siret and told.siret in self.known.closed:
            return f"L'annuaire des entreprises dit que l'établissement {told.siret} est fermé."
        department = commune.department if commune else told.department or _department_of(told.postal_code)
        known = self.known
        if known.departments and not known.everywhere and department and department not in known.departments:
            return f"Elle est dans le département {department}, hors de votre territoire."
        where = commune or told.department or told.siret or told.rna or told.key in known.entries
        if not where and told.first is None:
            return "Rien ne dit où elle est : il manque la commune, ou son code postal."
        return ""

    def _said(self, told: Told, commune: KnownCommune | None) -> tuple[dict[str, Any], list[str]]:
        """The values of `FIELDS` that the line gives: what it does not say is not among them."""
        point, note = position(told.first, told.second, self.known.centres.get(commune.insee) if commune else None)
        placed = self.known.placed.get(told.key)
        values: dict[str, Any] = {
            "name": told.name,
            "address": told.address,
            "postal_code": told.postal_code,
            "commune": commune.insee if commune else "",
            "email": told.email,
            "phone": told.phone,
            "website": told.website,
            "siret": told.siret,
            "rna": told.rna,
            "audiences": self._audiences(told.key, told.audiences),
        }
        if point:
            values |= {"latitude": point.latitude, "longitude": point.longitude}
        elif placed:
            values |= {"latitude": placed[0], "longitude": placed[1], "point_score": placed[2]}
        return {name: value for name, value in values.items() if value not in ("", [], None)}, [note] if note else []

    def _audiences(self, key: str, told: Iterable[str]) -> list[str]:
        """Those that we know, of the line and of its services."""
        return sorted(self.known.audiences.intersection((*told, *self.reading.audiences.get(key, ()))))

    # --- which structure it is ----------------------------------------------------------------------------------------

    def _found(self, told: Told, insee: str, base: Planned) -> Planned | None:
        known = self.known
        if entry := known.entries.get(told.key):
            structure = known.structures.get(entry.structure)
            if structure:
                self._remember(told, insee, structure.pk)
                if entry.site is not None and entry.site in known.sites:
                    return self._site_again(base, entry.site, entry.said)
                return self._again(base, structure, entry.said)
        if own := self._own(told, base, insee):
            return own
        if earlier := self._earlier(told, insee):
            return self._beside(told, base, earlier)
        sure = self._sure(told, insee)
        if len(sure) == 1:
            self._remember(told, insee, sure[0].pk)
            return self._again(base, sure[0], None)
        return self._doubt(told, insee, base, sure)

    def _own(self, told: Told, base: Planned, insee: str) -> Planned | None:
        """A file of ours that comes back: the key is the number of the structure, and of its site. No profile comes."""
        if not (self.known.own and told.key.startswith(self.known.own)):
            return None
        found = _OWN.fullmatch(told.key.removeprefix(self.known.own))
        structure = self.known.structures.get(int(found.group(1))) if found else None
        if found is None or structure is None:
            return None
        self._remember(told, insee, structure.pk)
        if found.group(2) and int(found.group(2)) in self.known.sites:
            return self._site_again(base, int(found.group(2)), {})
        return self._again(base, structure, {})

    def _numbers(self, told: Told, insee: str) -> list[tuple[str, str]]:
        """What makes two lines of one file the same structure: its number, else its name and its commune."""
        place = insee or told.department
        numbers = [("siret", told.siret), ("rna", told.rna)]
        return [each for each in numbers if each[1]] or [("name", f"{fold(told.name)}\x1f{place}")]

    def _remember(self, told: Told, insee: str, structure: int | None) -> None:
        first = _First(told.line, fold(told.name), fold(told.address), told.key, structure)
        for number in self._numbers(told, insee):
            self.firsts.setdefault(number, first)

    def _earlier(self, told: Told, insee: str) -> _First | None:
        return next((self.firsts[each] for each in self._numbers(told, insee) if each in self.firsts), None)

    def _beside(self, told: Told, base: Planned, first: _First) -> Planned:
        """A line about a structure that the file named before: the same again, or another of its addresses."""
        same_name = fold(told.name) == first.folded
        address = fold(told.address)
        if same_name and (not address or address == first.address):
            note = f"C'est la structure de la ligne {first.line}, dite une fois de plus."
            return replace(base, kind=Kind.SAME, notes=(*base.notes, note), structure=first.structure, said={})
        values = {name: value for name, value in base.said.items() if name in _SITE}
        note = f"C'est un autre site de la structure de la ligne {first.line}."
        return replace(
            base, values=values, said=values, notes=(*base.notes, note), structure=first.structure,
            of_line=first.line, is_site=True,
        )  # fmt: skip

    def _sure(self, told: Told, insee: str) -> list[KnownStructure]:
        for number in (("siret", told.siret), ("rna", told.rna)):
            if number[1] and number in self.by_number:
                return self.by_number[number]
        found = self.by_name.get((fold(told.name), insee), []) if insee else []
        return [each for each in found if not (each.siret and told.siret and each.siret != told.siret)]

    def _doubt(self, told: Told, insee: str, base: Planned, several: list[KnownStructure]) -> Planned | None:
        alike = [Alike(each.pk, each.name, "le même numéro ou le même nom") for each in several]
        alike += [each for each in self._alike(told, insee) if each.pk not in {other.pk for other in alike}]
        if not alike:
            return None
        base = replace(base, alike=tuple(alike[:MOST_ALIKE]))
        answer = self.known.answers.get(told.key)
        if answer == 0:
            return self._new(told, base, insee)
        if answer is not None and answer in self.known.structures:
            self._remember(told, insee, answer)
            return self._again(base, self.known.structures[answer], None)
        reason = f"C'est peut-être « {alike[0].name} », déjà ici ({alike[0].why}) : dites si c'est la même."
        return replace(base, kind=Kind.DOUBT, reasons=(reason,))

    def _alike(self, told: Told, insee: str) -> list[Alike]:
        folded, commune = fold(told.name), fold(told.city)
        places = same_city(insee) if insee else []
        groups = [self.by_start.get((place, start), []) for place in places for start in _starts(folded)]
        near = {each.pk: each for group in groups if len(group) <= MOST_NEAR for each in group}
        found = [(name_likeness(folded, each.folded, commune=commune), each) for each in near.values()]
        close = sorted((each for each in found if each[0] >= CLOSE), key=lambda each: (-each[0], each[1].pk))
        return [Alike(each.pk, each.name, "presque le même nom, dans la même commune") for _, each in close]

    # --- what becomes of it -------------------------------------------------------------------------------------------

    def _new(self, told: Told, base: Planned, insee: str) -> Planned:
        values: dict[str, Any] = dict(base.said)
        notes = list(base.notes)
        if told.parent and told.siret:
            notes.append(f"La ligne dit que c'est un site de « {told.parent} ».")
        if "commune" not in values:
            notes.append("Sa commune n'est pas dite : à compléter sur sa fiche.")
        self._remember(told, insee, None)
        return replace(base, values=values, notes=tuple(notes), profile=self._profile(told))

    def _profile(self, told: Told) -> str:
        if self.default_kind:
            return self.default_kind
        if self.wanted is Wanted.RELAYS:
            return relay_kind(told.kind, told.name)
        return partner_kind(told.kind, told.name, self.reading.hints)

    def _again(self, base: Planned, structure: KnownStructure, last: Mapping[str, Any] | None) -> Planned:
        """A structure that is here: what the source changed, unless a person changed it; ``last`` None: never said."""
        changes, kept = compared(base.said, structure.values, last)
        has = structure.is_relay if self.wanted is Wanted.RELAYS else structure.is_partner
        profile = "" if has or last is not None else self._profile_of(base, structure)
        notes = [*base.notes, *say(kept)]
        return replace(
            base,
            kind=Kind.CHANGED if changes or profile else Kind.SAME,
            values={change.field: change.new for change in changes},
            changes=tuple(changes),
            kept=tuple(kept),
            notes=tuple(notes),
            structure=structure.pk,
            profile=profile,
        )

    def _profile_of(self, base: Planned, structure: KnownStructure) -> str:
        return self._profile(Told(base.line, base.key, base.name or structure.name))

    def _site_again(self, base: Planned, site: int, last: Mapping[str, Any]) -> Planned:
        here = self.known.sites[site]
        said = {name: value for name, value in base.said.items() if name in _SITE}
        changes, kept = compared(said, here.values, last)
        return replace(
            base,
            kind=Kind.CHANGED if changes else Kind.SAME,
            values={change.field: change.new for change in changes},
            said=said,
            changes=tuple(changes),
            kept=tuple(kept),
            notes=(*base.notes, *say(kept)),
            structure=here.structure,
            site=site,
            is_site=True,
        )


def _starts(folded: str) -> set[str]:
    """The beginnings of its words: names are compared when they share one."""
    return {word[:4] for word in folded.split() if len(word) > 2}


def _department_of(postal_code: str) -> str:
    """« 75731 » is of no commune, and of Paris all the same."""
    found = departments_of(postal_code) if postal_code else []
    return found[0] if len(found) == 1 else ""


_SITE = frozenset({"name", "address", "postal_code", "commune", "latitude", "longitude", "phone"})
