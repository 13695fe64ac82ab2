"""The plan of an import: what it creates, changes, leaves alone or refuses, line by line, and why."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FIELDS = (
    "name", "address", "postal_code", "commune", "latitude", "longitude", "email", "phone", "website", "siret", "rna",
    "audiences",
)  # fmt: skip
"""What an import may write in a structure; ``commune`` is an INSEE code. The rest is a human's."""
SITE_FIELDS = ("name", "address", "postal_code", "commune", "latitude", "longitude", "phone")


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBT = "doubt"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Alike:
    """A structure that may be the same."""

    pk: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the file. ``values`` is what is written, ``said`` what is remembered of the source.

    ``structure`` is the one that it is about, ``site`` the site; ``of_line``: a site of what an earlier line creates.
    ``profile`` is the kind of relay or partner to give, "" when the structure has its profile already.
    """

    line: int
    key: str
    name: str
    kind: Kind
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()
    alike: tuple[Alike, ...] = ()
    structure: int | None = None
    site: int | None = None
    of_line: int | None = None
    is_site: bool = False
    profile: str = ""
    capacity: int | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Planned, ...] = ()
    format: str = ""

    def count(self, kind: Kind) -> int:
        return self.counts.get(kind.value, 0)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(each.kind for each in self.lines)
        return {kind.value: found.get(kind, 0) for kind in Kind}

    @property
    def digest(self) -> str:
        """Equal as long as the same would be done."""
        told = [[p.key, p.kind, p.structure, p.of_line, p.profile, sorted(p.values.items())] for p in self.lines]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
