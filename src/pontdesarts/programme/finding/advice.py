"""Nothing was found: which criterion, left out alone, would find something, and how much."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from .criteria import Criteria, Reach
from .narrowing import matching
from .periods import Period
from .seeker import Seeker


@dataclass(frozen=True)
class Advice:
    """Leaving out what ``key`` names (a key of `relaxed`) finds ``count`` offers."""

    key: str
    count: int


def relaxed(criteria: Criteria) -> dict[str, Criteria]:
    """The criteria given, each left out alone."""
    without: dict[str, Criteria] = {
        "text": replace(criteria, text=""),
        "period": replace(criteria, period=Period.ANY, first=None, last=None),
        "radius": replace(criteria, radius=None),
        "department": replace(criteria, department=""),
        "disciplines": replace(criteria, families=(), discipline=""),
        "ages": replace(criteria, ages=()),
        "access": replace(criteria, access=()),
        "places": replace(criteria, places=1),
        "mediation": replace(criteria, mediation=False),
        "outdoors": replace(criteria, outdoors=False),
        "language_free": replace(criteria, language_free=False),
        "reach": replace(criteria, reach=Reach.NEAR) if criteria.reach is Reach.HOME else criteria,
    }
    return {key: looser for key, looser in without.items() if looser != criteria}


def advice(seeker: Seeker, criteria: Criteria, at: datetime) -> list[Advice]:
    """What helps, most helpful first. One query for each criterion given: only an empty page pays for it."""
    counts = [
        Advice(key, matching(seeker, looser, at).aggregate(n=Count("offer", distinct=True))["n"])
        for key, looser in relaxed(criteria).items()
    ]
    return sorted((found for found in counts if found.count), key=lambda found: -found.count)
