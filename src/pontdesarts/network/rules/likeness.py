"""Which entries may be the same structure, and why one thinks so. Somebody decides; nothing is merged by itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations, groupby

# words that half of the network has in its name; names are compared by the others, where there are others
_OF_LITTLE = "a au aux d de des du en et l la le les pour s sur the un une"
_OF_MANY = """
    accueil action asbl asso association antenne bibliotheque centre cinema club collectif comite communal communale
    compagnie culture culturel espace etablissement fondation foyer locale local maison mairie mediatheque mission
    municipal municipale musee quartier relais residence salle service site social sociale sociales socio
    socioculturel socioculturelle theatre ville
"""
_LITTLE, _COMMON = frozenset(_OF_LITTLE.split()), frozenset(_OF_MANY.split())
# how much two names must have in common, from 0 to 1: a letter more or less passes, another word does not
CLOSE = 0.86
_START = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of one entry. ``name`` is folded; ``commune`` is its INSEE code, "" when unknown."""

    pk: int
    name: str
    commune: str = ""
    commune_name: str = ""
    siret: str = ""
    rna: str = ""
    external_ids: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two entries, the lower key first. ``score`` sorts, from 0 to 1; ``reasons`` are for people."""

    one: int
    other: int
    score: float
    reasons: tuple[str, ...]


@dataclass
class _Found:
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


def likenesses(cards: Collection[Card], *, distinct: Collection[frozenset[int]] = ()) -> list[Likeness]:
    """The pairs to look at, likeliest first; without those of which somebody said that they are ``distinct``.

    Names are compared within a commune, between entries that share the beginning of a word: no pair of 5 000 entries
    is compared without a reason to.
    """
    found: dict[frozenset[int], _Found] = defaultdict(_Found)
    for pair, score, reason in _clues(cards):
        if pair not in distinct:
            clue = found[pair]
            clue.score = max(clue.score, score) + (0.01 if clue.reasons else 0)
            clue.reasons.append(reason)
    told = [Likeness(min(pair), max(pair), min(clue.score, 1.0), tuple(clue.reasons)) for pair, clue in found.items()]
    return sorted(told, key=lambda each: (-each.score, each.one, each.other))


def name_likeness(one: str, other: str, *, commune: str = "") -> float:
    """From 0 to 1, of two folded names in the same commune, whose own name says nothing there.

    >>> name_likeness("centre social les tilleuls", "les tilleuls")
    1.0
    >>> name_likeness("ecole pasteur 1", "ecole pasteur 2")
    0.0
    """
    first, second = _telling(one, commune), _telling(other, commune)
    return _likeness(_matcher(first), first, second)


def _matcher(words: tuple[str, ...]) -> "SequenceMatcher[str]":
    """Reads its words once, to compare many with them."""
    return SequenceMatcher(None, "", " ".join(words), autojunk=False)


def _likeness(matcher: "SequenceMatcher[str]", first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Of telling words; ``matcher`` has read the first ones."""
    if {word for word in first if word.isdigit()} != {word for word in second if word.isdigit()}:
        return 0.0
    matcher.set_seq1(" ".join(second))
    # the two bounds are cheaper than the answer
    if matcher.real_quick_ratio() < CLOSE or matcher.quick_ratio() < CLOSE:
        return 0.0
    return matcher.ratio()


def _clues(cards: Collection[Card]) -> Iterator[tuple[frozenset[int], float, str]]:
    yield from _shared(((card.siret, card.pk) for card in cards if card.siret), 0.97, "le même SIRET")
    yield from _shared(((card.rna, card.pk) for card in cards if card.rna), 0.9, "le même numéro RNA")
    known = ((each, card.pk) for card in cards for each in sorted(card.external_ids))
    yield from _shared(known, 0.95, "le même identifiant dans un fichier importé")
    telling = {card.pk: _telling(card.name, card.commune_name) for card in cards if card.commune}
    for one, pairs in groupby(_neighbours(cards, telling), key=lambda pair: pair[0]):
        matcher = _matcher(telling[one])
        for _, other in pairs:
            close = _likeness(matcher, telling[one], telling[other])
            if close >= CLOSE:
                yield frozenset({one, other}), close * 0.85, "presque le même nom, dans la même commune"


def _shared(
    keyed: Iterable[tuple[object, int]], score: float, reason: str
) -> Iterator[tuple[frozenset[int], float, str]]:
    groups: dict[object, set[int]] = defaultdict(set)
    for key, pk in keyed:
        groups[key].add(pk)
    for group in groups.values():
        for pair in combinations(sorted(group), 2):
            yield frozenset(pair), score, reason


def _neighbours(cards: Iterable[Card], telling: Mapping[int, tuple[str, ...]]) -> list[tuple[int, int]]:
    """Those of one commune that share the beginning of a telling word, each pair once, one after the other."""
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for card in cards:
        for word in telling.get(card.pk, ()):
            groups[card.commune, word[:_START]].add(card.pk)
    return sorted({pair for group in groups.values() for pair in combinations(sorted(group), 2)})


def _telling(name: str, commune: str) -> tuple[str, ...]:
    """The words that tell one structure from another, sorted; all but the little ones where there are none."""
    words = sorted(word for word in name.split() if word not in _LITTLE)
    elsewhere = [word for word in words if word not in commune.split()]
    return tuple([word for word in elsewhere if word not in _COMMON] or elsewhere or words)
