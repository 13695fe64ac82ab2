"""What stands here already, as the plan of an import needs it: a picture taken once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pontdesarts.territory.rules import Point
from pontdesarts.territory.written import KnownCommune


@dataclass(frozen=True, slots=True)
class KnownStructure:
    """``values`` has the names of `planned.FIELDS`; ``folded`` is the name as `territory.rules.fold` writes it."""

    pk: int
    name: str
    folded: str
    insee: str
    siret: str
    rna: str
    values: Mapping[str, Any]
    is_relay: bool
    is_partner: bool


@dataclass(frozen=True, slots=True)
class KnownSite:
    pk: int
    structure: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the source said last of this key. ``site`` when it is another address of the structure."""

    structure: int
    site: int | None
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """``entries`` by key at the source. ``own`` begins the keys that we gave ourselves, in a file that comes back.

    ``audiences``: the words that we have for whom a structure receives.
    ``answers``: what a person said of a doubt, by key: the number of a structure, or 0 for « another one ».
    ``closed``: the SIRETs that the national registry says closed. ``placed``: what the address base answers, by key.
    """

    structures: Mapping[int, KnownStructure]
    sites: Mapping[int, KnownSite]
    entries: Mapping[str, KnownEntry]
    communes: Sequence[KnownCommune]
    centres: Mapping[str, Point]
    departments: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    everywhere: bool = False
    own: str = ""
    answers: Mapping[str, int] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    placed: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
