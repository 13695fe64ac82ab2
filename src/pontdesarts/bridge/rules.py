"""Whether what a partner offers suits what a relay needs, said in words. Pure.

What nobody said is unknown: it is said, and never counted against. Only what is known and differs takes points away.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from pontdesarts.territory.rules import Point, distance_km

EVERYBODY = "tous-publics"
ANY_KIND = frozenset({"project", "other"})
SILENT_AFTER = timedelta(days=30)
# how long something stays in the list at the most, from the day when it is published
LONGEST = timedelta(days=366)
# (up to so many kilometres, points): beyond the last, people do not come by themselves
_NEAR = ((5.0, 3), (15.0, 2), (30.0, 1))
_TOO_FAR = -2
# below, the page would suggest anything that is near
ENOUGH = 3


class Weight(Enum):
    """How a reason counts: for, against, or not at all because somebody did not say."""

    FOR = "for"
    AGAINST = "against"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    words: str
    weight: Weight
    points: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """What is compared of one side. None, "" or nothing: not said. ``family`` is the discipline's; ``audiences`` pairs
    each key with its words."""

    kind: str = ""
    kind_words: str = ""
    discipline: str = ""
    discipline_words: str = ""
    family: str = ""
    audiences: dict[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    people: int | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` sorts, the highest first; ``possible`` is false when no day suits both; ``about_it`` when they look for
    the same: near and free the same week is no reason by itself."""

    score: int
    reasons: tuple[Reason, ...]
    km: float | None
    possible: bool = True
    about_it: bool = True

    @property
    def is_worth_saying(self) -> bool:
        return self.possible and self.about_it and self.score >= ENOUGH


def match(offer: Facets, need: Facets) -> Match:
    """How what is offered suits what is needed, each reason said."""
    km = distance_km(offer.point, need.point) if offer.point and need.point else None
    period = _period(offer, need)
    what = (_kind(offer, need), _discipline(offer, need), _audience(offer, need))
    told = tuple(reason for reason in (*what, period, _people(offer, need), _distance(km)) if reason.words)
    possible = period.weight is not Weight.AGAINST
    about_it = any(reason.weight is Weight.FOR for reason in what)
    return Match(sum(reason.points for reason in told), told, km, possible, about_it)


def _kind(offer: Facets, need: Facets) -> Reason:
    if not offer.kind or not need.kind or {offer.kind, need.kind} & ANY_KIND:
        return Reason("", Weight.UNKNOWN)
    if offer.kind == need.kind:
        return Reason(f"même attente : {offer.kind_words}", Weight.FOR, 3)
    return Reason(f"{offer.kind_words} d'un côté, {need.kind_words} de l'autre", Weight.AGAINST, -2)


def _discipline(offer: Facets, need: Facets) -> Reason:
    if not offer.discipline or not need.discipline:
        return Reason("discipline non précisée", Weight.UNKNOWN)
    if offer.discipline == need.discipline:
        return Reason(f"même discipline : {offer.discipline_words}", Weight.FOR, 3)
    both = f"{offer.discipline_words} et {need.discipline_words}"
    if offer.family == need.family:
        return Reason(f"disciplines voisines : {both}", Weight.FOR, 1)
    return Reason(f"disciplines différentes : {both}", Weight.AGAINST, -2)


def _audience(offer: Facets, need: Facets) -> Reason:
    if not offer.audiences or not need.audiences:
        return Reason("public non précisé", Weight.UNKNOWN)
    if EVERYBODY in offer.audiences or EVERYBODY in need.audiences:
        return Reason("ouvert à tous les publics", Weight.FOR, 1)
    common = sorted(words for key, words in offer.audiences.items() if key in need.audiences)
    if common:
        return Reason(f"même public : {', '.join(common)}", Weight.FOR, 3)
    return Reason("pour d'autres publics", Weight.AGAINST, -3)


def _period(offer: Facets, need: Facets) -> Reason:
    if (offer.first or offer.last) is None or (need.first or need.last) is None:
        return Reason("dates à convenir", Weight.UNKNOWN)
    first = max(offer.first or date.min, need.first or date.min)
    last = min(offer.last or date.max, need.last or date.max)
    if first > last:
        return Reason("aucun jour commun", Weight.AGAINST, -4)
    return Reason("périodes qui se recoupent", Weight.FOR, 2)


def _people(offer: Facets, need: Facets) -> Reason:
    if offer.people is None or need.people is None:
        return Reason("nombre de personnes non précisé", Weight.UNKNOWN)
    if need.people <= offer.people:
        return Reason(f"{offer.people} personnes au plus, {need.people} attendues", Weight.FOR, 1)
    return Reason(f"{offer.people} personnes au plus, mais {need.people} attendues", Weight.AGAINST, -1)


def _distance(km: float | None) -> Reason:
    if km is None:
        return Reason("distance inconnue", Weight.UNKNOWN)
    words = "à moins d'un kilomètre" if km < 1 else f"à {km:.0f} km"
    for most, points in _NEAR:
        if km <= most:
            return Reason(words, Weight.FOR, points)
    return Reason(words, Weight.AGAINST, _TOO_FAR)


def is_silent(spoke_at: datetime, *, closed: bool, told: bool, at: datetime) -> bool:
    """Nobody wrote for a month, and nobody said what came of it: the team calls."""
    return not closed and not told and at - spoke_at >= SILENT_AFTER
