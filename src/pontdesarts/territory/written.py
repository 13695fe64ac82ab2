"""The communes that a file means, read as strictly as can be. Pure: `communes.known_communes` fetches them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .rules import departments_of, fold, read_place


class Written(Protocol):
    """What a file says of a place. Each is "" when it does not say."""

    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def insee(self) -> str: ...


@dataclass(frozen=True, slots=True)
class KnownCommune:
    insee: str
    name: str
    folded: str
    department: str
    postal_codes: tuple[str, ...]
    parent: str = ""
    population: int = 0


def without_article(folded: str) -> str:
    first, _, rest = folded.partition(" ")
    return rest if rest and first in ("l", "le", "la", "les") else folded


class Communes:
    """The communes that a file may mean, loaded at once; the strictest reading that finds something is kept."""

    def __init__(self, communes: Iterable[KnownCommune], departments: frozenset[str]) -> None:
        self.departments = departments
        self.by_insee = {commune.insee: commune for commune in communes}
        self.by_code: dict[str, list[KnownCommune]] = {}
        self.by_name: dict[str, list[KnownCommune]] = {}
        for commune in self.by_insee.values():
            for code in commune.postal_codes:
                self.by_code.setdefault(code, []).append(commune)
            self.by_name.setdefault(without_article(commune.folded), []).append(commune)

    def find(self, place: Written) -> tuple[KnownCommune | None, str]:
        """The commune, and what there is to say: a code that does not exist, a town that nobody knows."""
        code = place.postal_code
        typed = read_place(place.city)
        doubt = "" if not code or code in self.by_code or typed_cedex(place) else f"Le code postal {code} n'existe pas."
        found = self.by_insee.get(place.insee)
        if found:
            return self._arrondissement(found, code), doubt
        name = without_article(typed.name)
        for candidates in self._readings(code, name, typed.department):
            if candidates:
                return self._arrondissement(candidates[0], code), doubt
        if not doubt and (code or place.city):
            doubt = f"La commune « {place.city or code} » n'a pas été trouvée."
        return None, doubt

    def _readings(self, code: str, name: str, department: str) -> Iterable[list[KnownCommune]]:
        named = self.by_name.get(name, []) if name else []
        coded = self.by_code.get(code, [])
        whole = [commune for commune in coded if not self._has_arrondissement(commune, coded)]
        yield [commune for commune in named if code in commune.postal_codes]
        yield [commune for commune in named if code and commune.department in departments_of(code)]
        if whole and (not name or len(whole) == 1):
            yield _largest_first(whole)
        if code and name:
            yield _largest_first([commune for commune in coded if name in commune.folded])
        yield [commune for commune in named if commune.department == department]
        nearby = [commune for commune in named if commune.department in self.departments]
        yield nearby if len(nearby) == 1 else []
        yield named if len(named) == 1 and not code else []

    def _arrondissement(self, found: KnownCommune, code: str) -> KnownCommune:
        """« 75011 Paris » is the 11th arrondissement."""
        parts = [c for c in self.by_code.get(code, []) if c.parent == found.insee]
        return parts[0] if len(parts) == 1 else found

    @staticmethod
    def _has_arrondissement(commune: KnownCommune, among: list[KnownCommune]) -> bool:
        return any(other.parent == commune.insee for other in among)


def typed_cedex(place: Written) -> bool:
    """The codes of CEDEX belong to no commune, and are right."""
    return "cedex" in fold(place.city).split()


def _largest_first(communes: list[KnownCommune]) -> list[KnownCommune]:
    return sorted(communes, key=lambda commune: (-commune.population, commune.insee))
