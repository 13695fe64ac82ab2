"""The verbs of the journal: stable names in the database, sentences for people."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Verb:
    """``name`` is written in the database and never changes; ``sentence`` is a format string over the entry's data.

    ``inside``: what a team does for itself. Whoever else reads the thing does not read that.

    >>> Verb("doctest.booked", "a réservé {places}").sentence.format(places="4 places")
    'a réservé 4 places'
    """

    name: str
    sentence: str
    inside: bool = False

    registry: ClassVar[dict[str, "Verb"]] = {}

    def __post_init__(self) -> None:
        if self.name in self.registry:
            raise ValueError(f"two verbs are named {self.name}")
        self.registry[self.name] = self
