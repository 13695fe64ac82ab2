"""All that a round is drawn from, as it is closed and published."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Lot:
    """The places of one date. ``neighbours`` of them at most go to relays of other associations; ``most`` places of
    its ``offer`` at most to one relay, all dates together (0: no limit). ``out`` says why nothing is given."""

    lot: int
    places: int
    wheelchair: int = 0
    neighbours: int = 0
    offer: int = 0
    most: int = 0
    out: str = ""
    label: str = ""


@dataclass(frozen=True)
class Wanted:
    """A wish: so many places of a lot, ``least`` at least, of which ``wheelchair``."""

    lot: int
    rank: int
    places: int
    least: int
    wheelchair: int = 0


@dataclass(frozen=True)
class Relay:
    """A relay under its public number. ``most`` outings at most in this round (``None``: no limit); ``held`` are the
    places that it has already, by offer; ``out``: it takes no part any more."""

    relay: int
    tickets: int
    parts: Mapping[str, int] = field(default_factory=dict)
    most: int | None = None
    neighbour: bool = False
    out: bool = False
    held: Mapping[str, int] = field(default_factory=dict)
    wishes: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class ClosedList:
    """All that a round is drawn from, and nothing else."""

    round: int
    lots: tuple[Lot, ...]
    relays: tuple[Relay, ...]

    def as_json(self) -> dict[str, Any]:
        """In one order only, whatever the order in which it was written."""
        relays = [replace(relay, wishes=merged(relay.wishes)) for relay in self.relays]
        return {
            "round": self.round,
            "lots": [asdict(lot) for lot in sorted(self.lots, key=lambda lot: lot.lot)],
            "relays": [_plain(asdict(relay)) for relay in sorted(relays, key=lambda relay: relay.relay)],
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "ClosedList":
        """Raises `KeyError`, `TypeError` or `ValueError` for what is no closed list."""
        relays = tuple(
            Relay(**{**relay, "wishes": tuple(Wanted(**wish) for wish in relay["wishes"])}) for relay in said["relays"]
        )
        return cls(int(said["round"]), tuple(Lot(**lot) for lot in said["lots"]), relays)


def _plain(relay: dict[str, Any]) -> dict[str, Any]:
    return {**relay, "wishes": list(relay["wishes"])}


def merged(wishes: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """The same lot wished twice is one wish, at its best rank, for all those people: splitting it gives nothing."""
    by_lot: dict[int, Wanted] = {}
    for wish in sorted(wishes, key=lambda wish: (wish.rank, wish.lot, wish.places)):
        first = by_lot.get(wish.lot)
        by_lot[wish.lot] = wish if first is None else _together(first, wish)
    return tuple(sorted(by_lot.values(), key=lambda wish: (wish.rank, wish.lot)))


def _together(first: Wanted, more: Wanted) -> Wanted:
    return replace(
        first,
        places=first.places + more.places,
        least=first.least + more.least,
        wheelchair=first.wheelchair + more.wheelchair,
    )
