"""How many tickets a relay has, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """How many tickets a relay has. ``few`` for one that has received nothing this season, one fewer for each
    ``few_step`` places that it has received; ``small`` when it accompanies fewer than ``small_people`` a year;
    ``first`` when every wish is somebody's first outing; ``missed`` when earlier rounds gave it nothing."""

    base: int = 10
    few: int = 6
    few_step: int = 4
    qpv: int = 3
    small: int = 2
    small_people: int = 100
    first: int = 2
    missed: int = 5


@dataclass(frozen=True)
class Standing:
    """What counts of a relay on the day of the draw. ``people_a_year`` unknown is not small."""

    received: int = 0
    qpv: bool = False
    people_a_year: int | None = None
    first_outings: bool = False
    missed: bool = False


def tickets(standing: Standing, weights: Weights) -> dict[str, int]:
    """The tickets of a relay, by what brings them. None but the base is always there.

    >>> tickets(Standing(received=9, qpv=True), Weights())
    {'base': 10, 'few': 4, 'qpv': 3}
    """
    small = standing.people_a_year is not None and standing.people_a_year < weights.small_people
    parts = {
        "base": weights.base,
        "few": max(0, weights.few - standing.received // max(1, weights.few_step)),
        "qpv": weights.qpv if standing.qpv else 0,
        "small": weights.small if small else 0,
        "first": weights.first if standing.first_outings else 0,
        "missed": weights.missed if standing.missed else 0,
    }
    return {name: number for name, number in parts.items() if number or name == "base"}
