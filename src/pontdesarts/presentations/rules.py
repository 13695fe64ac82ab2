"""Seasons that one may write for, and the order of a booklet. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pontdesarts.membership.rules import season_at, season_to_propose

ALPHABETICAL, BY_COMMUNE = "nom", "commune"
SEASONS_BACK = 2


def seasons_to_write(at: datetime) -> tuple[int, ...]:
    """The season that one prepares, and the one that runs: the same but from May to August."""
    return tuple(dict.fromkeys((season_to_propose(at), season_at(at))))


def seasons_to_read(at: datetime) -> tuple[int, ...]:
    """Those to write, and two before."""
    last = season_to_propose(at)
    return tuple(range(last, season_at(at) - SEASONS_BACK - 1, -1))


@dataclass(frozen=True)
class Placed:
    """What a booklet sorts a sheet by: names without accents nor capitals."""

    key: int
    name: str
    commune: str


def in_order(sheets: Sequence[Placed], order: str) -> list[int]:
    """Keys, by name, or by commune then by name; without a commune comes last.

    >>> in_order([Placed(1, "b", ""), Placed(2, "c", "a"), Placed(3, "a", "z")], "commune")
    [2, 3, 1]
    """
    by_commune = order == BY_COMMUNE
    ranked = sorted(sheets, key=lambda s: (by_commune and (not s.commune, s.commune), s.name, s.key))
    return [each.key for each in ranked]
