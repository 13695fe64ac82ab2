"""What the letter of a season tells a partner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.statistics import counting, quarters
from pontdesarts.statistics.counting import AGES, Period, Scope
from pontdesarts.statistics.models import Publication
from pontdesarts.statistics.periods import season

from . import quoting
from .quoting import Quote


@dataclass(frozen=True)
class Told:
    """Numbers of people come from the ``settled`` quarters of the season, ``None`` where nothing may be said: the
    letter is shown around, and a whole season less its quarters would tell what they hide. Places offered are nobody.
    ``reported`` of ``bookings`` say how much is known."""

    partner: str
    association: str
    season: str
    dates: int
    offered: int
    booked: int | None
    used: int | None
    bookings: int
    reported: int
    ages: Mapping[str, int | None]
    first: int | None
    quotes: Sequence[Quote]
    settled: Sequence[str] = ()

    @property
    def missing(self) -> int:
        """Bookings of which nobody has said what became."""
        return self.bookings - self.reported

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Told":
        return cls(**(content | {"quotes": [Quote(**quote) for quote in content["quotes"]]}))


def tell(partner: Structure, year: int, *, at: datetime) -> Told:
    """The season that begins in ``year``, as far as it has gone."""
    choice = season(date(year, 9, 1))
    period = Period(choice.first, choice.last)
    scope = Scope(partner.association, partner=partner)
    figures = counting.total(scope, period, at=at)
    publications = Publication.objects.filter(
        association=partner.association, first__gte=choice.first.replace(day=1), last__lte=choice.last
    ).order_by("first")
    lines = [line for publication in publications if (line := publication.line("partner", str(partner.pk)))]
    return Told(
        partner=partner.name,
        association=partner.association.name,
        season=choice.label,
        dates=scope.allotments(period, at).count(),
        offered=figures.offered or 0,
        booked=_sum(lines, "booked"),
        used=_sum(lines, "used"),
        bookings=figures.bookings,
        reported=figures.reported,
        ages={age: _sum(lines, age) for age in AGES},
        first=_sum(lines, "first"),
        quotes=quoting.of_partner(partner, period.begins, min(period.ends, at)),
        settled=[quarters.said(publication.first) for publication in publications],
    )


def _sum(lines: Sequence[Mapping[str, Any]], measure: str) -> int | None:
    """Of the quarters that show it: a sum of what was published already tells nothing more."""
    shown = [line[measure] for line in lines if line[measure] is not None]
    return sum(shown) if shown else None


@dataclass(frozen=True)
class Came:
    """Of one date: places booked, people who came as far as is known, places of which nobody has spoken yet."""

    booked: int
    came: int
    unknown: int


def came_to(showing: Showing) -> Came:
    held = [booking for booking in showing.bookings.all() if booking.cancelled_at is None]
    return Came(
        booked=sum(booking.places for booking in held),
        came=sum(booking.came or 0 for booking in held),
        unknown=sum(booking.places for booking in held if booking.came is None),
    )


def address_of(partner: Structure) -> str:
    """Where one thanks: those who decided to give, else the box office; ``""`` without any."""
    return partner.email or (partner.partner.list_email if partner.is_partner else "")
