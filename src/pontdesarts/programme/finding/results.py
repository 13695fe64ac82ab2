"""From the dates that fit to what a page shows: one result is one offer, with its next date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Case, Count, DateTimeField, F, Func, Min, When, Window
from django.db.models.functions import Coalesce, Greatest

from pontdesarts.territory.rules import Point, distance_km

from ..models import Offer, Showing, ShowingQuerySet
from .criteria import Criteria, Sort
from .narrowing import matching, venue_key
from .nearest import nearest
from .seeker import Seeker

PER_PAGE = 12
_KEY_BITS = 32


@dataclass(frozen=True)
class Result:
    """An offer, its next date that fits, how many others fit, and how far it is (``None``: we cannot tell).

    ``neighbour`` when another association proposes it; ``priority`` when what is kept for relays of priority areas is
    there for whoever looks.
    """

    showing: Showing
    other_dates: int
    distance: float | None
    neighbour: bool = False
    priority: bool = True

    @property
    def offer(self) -> Offer:
        return self.showing.offer


@dataclass(frozen=True, slots=True)
class Key:
    """A result before it is read in full: the key of its next date, and how many dates fit."""

    showing: int
    dates: int


class _Moment(Func):
    """An instant (in seconds) and the key of its date in one number: the least of them is the next date.

    Read in the same pass that counts and sorts. Holds while there are fewer than 4 billion dates.
    """

    template = "(date_part('epoch', %(expressions)s)"
    arg_joiner = f")::bigint << {_KEY_BITS} | "
    output_field = BigIntegerField()


def rank_of(at: datetime) -> Case:
    """When a date asks for attention: its beginning; for an open-dated offer under way, its last day."""
    return Case(
        When(offer__open_dated=True, starts_at__lte=at, then=F("ends_at")),
        default=F("starts_at"),
        output_field=DateTimeField(),
    )


def bookable_since() -> Greatest:
    """When a date became bookable: once its offer was published and its booking open."""
    return Greatest("offer__published_at", "allotment__opens_at")


class Found:
    """What was found, in order. One query sorts, counts and names the next dates; another reads a page in full."""

    def __init__(self, seeker: Seeker, criteria: Criteria, at: datetime, *, news: bool = False) -> None:
        self.seeker, self.criteria, self.at = seeker, criteria, at
        self.showings: ShowingQuerySet = matching(seeker, criteria, at, news=news)
        self.centre: Point | None = criteria.centre or seeker.point

    def keys(self, first: int, last: int) -> tuple[list[Key], int]:
        """The results from ``first`` to ``last`` (excluded), and how many there are in all.

        Beyond the end there is no row to say how many there are: the answer is then none, of none.
        """
        if self.criteria.sort is Sort.DISTANCE and self.centre:
            return self._by_distance(self.centre, first, last)
        offers = self.showings.values("offer").annotate(
            next=Min(_Moment(self._rank(), F("pk"))), dates=Count("pk"), offers=Window(Count("*"))
        )
        if self.criteria.sort is Sort.NEWEST:
            offers = offers.annotate(since=Min(bookable_since())).order_by("-since", "-offer")
        else:
            offers = offers.order_by("next")
        rows = list(offers.values_list("next", "dates", "offers")[first:last])
        return [_key(moment, dates) for moment, dates, _ in rows], rows[0][2] if rows else 0

    def _rank(self) -> Case | Coalesce:
        """The last minute is when booking closes; without booking, when it begins."""
        rank = rank_of(self.at)
        return Coalesce("allotment__closes_at", rank) if self.criteria.sort is Sort.CLOSING else rank

    def _by_distance(self, centre: Point, first: int, last: int) -> tuple[list[Key], int]:
        """Nearest first, then soonest; what has no known place comes last. An offer on tour is where it is nearest."""
        spots = (
            self.showings.annotate(venue_key=venue_key())
            .values("offer", "venue_key")
            .annotate(next=Min(_Moment(rank_of(self.at), F("pk"))), dates=Count("pk"))
            .values_list("offer", "venue_key", "next", "dates")
        )
        rows = nearest(spots, centre, first, last)
        return [_key(moment, dates) for moment, dates, _ in rows], rows[0][2] if rows else 0

    def page(self, number: int) -> tuple[list[Result], int]:
        """A page, counted from 1, and how many results there are in all."""
        keys, count = self.keys((number - 1) * PER_PAGE, number * PER_PAGE)
        return self.results(keys), count

    def first(self, most: int) -> list[Result]:
        return self.results(self.keys(0, most)[0])

    def count(self) -> int:
        return int(self.showings.aggregate(offers=Count("offer", distinct=True))["offers"])

    def results(self, keys: Sequence[Key]) -> list[Result]:
        """In full, in the order given: one query, whatever their number."""
        rows = (
            Showing.objects.filter(pk__in=[key.showing for key in keys])
            .select_related("allotment", "venue__commune", "offer__venue__commune", "offer__association")
            .defer("offer__search", "offer__imported")
            .in_bulk()
        )
        return [self._result(rows[key.showing], key.dates - 1) for key in keys if key.showing in rows]

    def _result(self, showing: Showing, other_dates: int) -> Result:
        point = showing.place.point if showing.place else None
        distance = distance_km(self.centre, Point(*point)) if self.centre and point else None
        neighbour = not self.seeker.is_at_home(showing.offer)
        return Result(showing, other_dates, distance, neighbour=neighbour, priority=self.seeker.priority)


def _key(moment: int, dates: int) -> Key:
    return Key(moment & ((1 << _KEY_BITS) - 1), dates)


def new_offers(seeker: Seeker, criteria: Criteria, *, since: datetime, at: datetime) -> list[Result]:
    """The offers whose first date that fits became bookable after ``since``, newest first."""
    found = Found(seeker, criteria, at, news=True)
    rows = (
        found.showings.values("offer")
        .annotate(began=Min(bookable_since()), next=Min(_Moment(rank_of(at), F("pk"))), dates=Count("pk"))
        .filter(began__gt=since)
        .order_by("-began", "-offer")
        .values_list("next", "dates")
    )
    return found.results([_key(moment, dates) for moment, dates in rows])
