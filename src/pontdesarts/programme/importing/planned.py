"""The plan of an import: what it creates, changes, leaves alone or refuses, and why. The preview shows it, the import
carries it out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pontdesarts.programme.importing.known import Twin


class Kind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Gesture(StrEnum):
    """What the import does to a date. ``ADOPT``: the date stands, only its identifier at the source is learnt."""

    NONE = ""
    CREATE = "create"
    ADOPT = "adopt"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """The source says otherwise, and the value of a person stays."""

    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class PlannedShowing:
    """``asks``: people have booked; nothing is done until a human agrees to ``gesture``."""

    kind: Kind
    gesture: Gesture
    external_id: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    pk: int | None = None
    before: datetime | None = None
    reason: str = ""
    taken: int = 0
    asks: Gesture = Gesture.NONE


@dataclass(frozen=True, slots=True)
class PlannedVenue:
    """A place to create. ``key`` names it in the plan; with ``aliases``, it is kept as its identifier at the source."""

    key: str
    name: str
    address: str = ""
    postal_code: str = ""
    insee: str = ""
    commune: str = ""
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """``values`` is what the offer becomes, ``imported`` what will be remembered of the source.

    In both, ``venue`` is the number of a place, or the key of one that the plan creates.
    """

    external_id: str
    title: str
    kind: Kind
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    imported: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    showings: tuple[PlannedShowing, ...] = ()
    vanished: tuple[PlannedShowing, ...] = ()
    left_out: int = 0
    twins: tuple[Twin, ...] = ()
    offer: int | None = None
    line: int | None = None

    def of_kind(self, kind: Kind) -> list[PlannedShowing]:
        return [showing for showing in self.showings if showing.kind == kind]

    @property
    def asking(self) -> list[PlannedShowing]:
        return [showing for showing in self.showings if showing.asks]


@dataclass(frozen=True, slots=True)
class Plan:
    """Each event of the file once, in its order. ``learnt``: identifiers at the source of places already here."""

    events: tuple[PlannedEvent, ...] = ()
    venues: tuple[PlannedVenue, ...] = ()
    learnt: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def of_kind(self, kind: Kind) -> list[PlannedEvent]:
        return [event for event in self.events if event.kind == kind]

    def count(self, kind: Kind) -> int:
        return len(self.of_kind(kind))

    def showings(self, kind: Kind) -> list[tuple[PlannedEvent, PlannedShowing]]:
        return [(event, showing) for event in self.events for showing in event.of_kind(kind)]

    @property
    def digest(self) -> str:
        """Equal for equal plans: the confirmation says with it which preview it confirms."""
        said = repr((self.events, self.venues, sorted(self.learnt.items())))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
