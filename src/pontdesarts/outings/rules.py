"""Who came, out of what several people say. Pure decisions.

Three sources tell of an outing: the door (codes read as people come in), the venue (a count, or its ticked list), the
referent. They seldom lie and often differ. Each word is kept; one truth follows from an order of trust, which an
association may change. Silence is never turned into an absence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pontdesarts.bookings.rules import State as State
from pontdesarts.bookings.rules import state as state


class Source(StrEnum):
    """Whose word it is. ``TEAM`` settles what others dispute: it always goes first."""

    TEAM = "team"
    DOOR = "door"
    VENUE = "venue"
    REFERENT = "referent"


ORDER = (Source.DOOR, Source.VENUE, Source.REFERENT)


@dataclass(frozen=True)
class Word:
    """What one source last said of one booking. ``came`` is ``None`` when it does not know, or took its word back.

    ``excused``: nobody came, and the venue or the association was told before. More than was booked may be said.
    """

    came: int | None
    excused: bool = False


@dataclass(frozen=True)
class Truth:
    """``came`` is never more than the places; ``None`` is unknown. ``source`` is whose word it is.

    ``disputed``: sources say different numbers and the team has not settled it. ``more``: people above the places.
    """

    came: int | None = None
    excused: bool = False
    source: Source | None = None
    disputed: bool = False
    more: int = 0


def resolve(places: int, words: Mapping[Source, Word], order: Sequence[Source] = ORDER) -> Truth:
    """The truth about one booking of ``places`` places.

    >>> resolve(4, {Source.REFERENT: Word(4), Source.DOOR: Word(3)})
    Truth(came=3, excused=False, source=<Source.DOOR: 'door'>, disputed=True, more=0)
    """
    known = {source: word for source, word in words.items() if word.came is not None}
    ranked = [source for source in (Source.TEAM, *order) if source in known]
    if not ranked:
        return Truth()
    first = ranked[0]
    said = known[first].came or 0
    numbers = {word.came for source, word in known.items() if source != Source.TEAM}
    return Truth(
        came=min(said, places),
        excused=said == 0 and any(known[source].excused for source in ranked),
        source=first,
        disputed=first != Source.TEAM and len(numbers) > 1,
        more=max(0, said - places),
    )


@dataclass(frozen=True)
class Party:
    """One booking of a date, as a count of the whole date reads it: ``came`` by its own words, ``None`` unknown;
    ``by_relay`` when only its relay says so."""

    key: int
    places: int
    came: int | None = None
    by_relay: bool = False


@dataclass(frozen=True)
class Deduced:
    """What a count of the whole date tells of each party; ``unfit`` when it cannot be, beside what is known."""

    came: Mapping[int, int]
    unfit: bool = False


def deduce(total: int, parties: Sequence[Party]) -> Deduced:
    """What « ``total`` people came, all together » tells of those nobody spoke of. Never a guess: everybody, nobody,
    or the one party that is left. Nobody is said absent because another relay says that it came in numbers.

    >>> deduce(7, [Party(1, 4, came=4), Party(2, 3)]).came
    {2: 3}
    """
    unknown = [party for party in parties if party.came is None]
    rest = total - sum(party.came or 0 for party in parties)
    room = sum(party.places for party in unknown)
    if rest < 0 or rest > room:
        return Deduced({}, unfit=True)
    if rest == room:
        return Deduced({party.key: party.places for party in unknown})
    if rest == 0:
        if any(party.by_relay and party.came for party in parties):
            return Deduced({})
        return Deduced({party.key: 0 for party in unknown})
    if len(unknown) == 1:
        return Deduced({unknown[0].key: rest})
    return Deduced({})


# the door opens before the show; the others tell of what is behind them
DOOR_OPENS = timedelta(hours=6)


def may_tell(source: Source, starts_at: datetime, at: datetime) -> bool:
    """Whether this source may speak yet of a date that begins (or an open period that began) at ``starts_at``."""
    return at >= (starts_at - DOOR_OPENS if source == Source.DOOR else starts_at)


@dataclass(frozen=True)
class Answer:
    """What a text says of a booking; ``came`` is ``None`` for « je ne sais pas encore »."""

    came: int | None


_OF = re.compile(r"(\d{1,4})\s*(?:sur|/)\s*(\d{1,4})")


def read_answer(said: str, places: int) -> Answer | None:
    """The answer that a text holds, or ``None`` when it is none. « 1 » is everybody, as the question says: exactly one
    person of several is said « 1 sur 4 ».

    >>> [read_answer(said, 4) for said in ("1", "3", " ? ", "1 sur 4", "5", "merci")]
    [Answer(came=4), Answer(came=3), Answer(came=None), Answer(came=1), None, None]
    """
    said = said.strip().rstrip(".!").strip().lower()
    if said and not said.strip("? "):
        return Answer(None)
    if said in ("1", "tous", "toutes", "oui"):
        return Answer(places)
    if found := _OF.fullmatch(said):
        came, of = int(found[1]), int(found[2])
        return Answer(came) if of == places and came <= places else None
    if said in ("personne", "aucun", "non"):
        return Answer(0)
    if re.fullmatch(r"[0-9]{1,4}", said) and int(said) <= places:
        return Answer(int(said))
    return None


_TELLING = (
    ("une adresse électronique", re.compile(r"\S@\S+\.\w")),
    ("un numéro de téléphone", re.compile(r"(?:\+33|\b0)[ .-]?[1-9](?:[ .-]?\d\d){4}\b")),
    ("un nom", re.compile(r"\b(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+[A-ZÀ-Ý]")),
)


def names_somebody(line: str) -> str:
    """What in the line could tell who somebody is, in words, or ``""``. It only asks to read again: it knows little.

    >>> names_somebody("Mme Diallo a pleuré"), names_somebody("Ils ont ri du début à la fin")
    ('un nom', '')
    """
    return next((what for what, pattern in _TELLING if pattern.search(line)), "")
