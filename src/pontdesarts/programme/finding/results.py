"""From the dates that fit to what a page shows: one result is one offer, with its next date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Case, Count, DateTimeField, F, Min, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, RowNumber

from pontdesarts.territory.rules import Point, distance_km

from ..models import Offer, Showing, ShowingQuerySet
from .criteria import Criteria, Sort
from .narrowing import matching, venue_distances
from .seeker import Seeker

PER_PAGE = 20


@dataclass(frozen=True)
class Result:
    """An offer, its next date that fits, how many others fit, and how far it is (``None``: we cannot tell)."""

    showing: Showing
    other_dates: int
    distance: float | None

    @property
    def offer(self) -> Offer:
        return self.showing.offer


def rank_of(at: datetime) -> Case:
    """When a date asks for attention: its beginning; for an open-dated offer under way, its last day."""
    return Case(
        When(offer__open_dated=True, starts_at__lte=at, then=F("ends_at")),
        default=F("starts_at"),
        output_field=DateTimeField(),
    )


def bookable_since() -> Combinable:
    """When a date became bookable: once its offer was published and its booking open."""
    return Greatest("offer__published_at", "allotment__opens_at")


class Found:
    """What was found, in order. Reads the keys of all the offers once, and in full only those that are asked for.

    A few thousand numbers cost less to read than to count and to sort again at each page.
    """

    def __init__(self, seeker: Seeker, criteria: Criteria, at: datetime) -> None:
        self.seeker, self.criteria, self.at = seeker, criteria, at
        self.showings: ShowingQuerySet = matching(seeker, criteria, at)
        self.centre: Point | None = criteria.centre or seeker.point

    @cached_property
    def offers(self) -> list[int]:
        """The keys of the offers, in the order that was asked for."""
        if self.criteria.sort is Sort.DISTANCE and self.centre:
            return self._by_distance(self.centre)
        rows = self.showings.values("offer")
        match self.criteria.sort:
            case Sort.NEWEST:
                rows = rows.annotate(rank=Min(bookable_since())).order_by("-rank", "-offer")
            case Sort.CLOSING:
                rows = rows.annotate(rank=Min("allotment__closes_at")).order_by(F("rank").asc(nulls_last=True), "offer")
            case _:
                rows = rows.annotate(rank=Min(rank_of(self.at))).order_by("rank", "offer")
        return list(rows.values_list("offer", flat=True))

    def _by_distance(self, centre: Point) -> list[int]:
        """Nearest first, then soonest; what has no known place comes last."""
        known = venue_distances(self.seeker, centre)
        rows = (
            self.showings.annotate(place=F("place"))
            .values("offer", "place")
            .annotate(rank=Min(rank_of(self.at)))
            .order_by("rank", "offer", "place")
            .values_list("offer", "place")
        )
        far = float("inf")
        nearest = sorted(rows, key=lambda row: known.get(row[1], far))  # stable: soonest first at the same place
        return list(dict.fromkeys(offer for offer, _ in nearest))

    @property
    def count(self) -> int:
        return len(self.offers)

    def page(self, number: int) -> list[Result]:
        return self.results(self.offers[(number - 1) * PER_PAGE : number * PER_PAGE])

    def results(self, offers: Sequence[int]) -> list[Result]:
        """In full, in the order given: two queries, whatever their number."""
        order = [rank_of(self.at).asc(), F("pk").asc()]
        if self.criteria.sort is Sort.CLOSING:
            order.insert(0, F("allotment__closes_at").asc(nulls_last=True))
        nearest_dates = (
            self.showings.filter(offer__in=offers)
            .annotate(
                nth=Window(RowNumber(), partition_by="offer", order_by=order),
                dates=Window(Count("pk"), partition_by="offer"),
            )
            .filter(nth=1)
            .order_by("pk")
        )
        dates = dict(nearest_dates.values_list("pk", "dates"))
        rows = (
            Showing.objects.filter(pk__in=dates)
            .select_related("allotment", "venue__commune", "offer__venue__commune")
            .defer("offer__search", "offer__imported")
        )
        found = {row.offer_id: self._result(row, dates[row.pk] - 1) for row in rows}
        return [found[offer] for offer in offers if offer in found]

    def _result(self, showing: Showing, other_dates: int) -> Result:
        point = showing.place.point if showing.place else None
        distance = distance_km(self.centre, Point(*point)) if self.centre and point else None
        return Result(showing, other_dates, distance)


def new_offers(seeker: Seeker, criteria: Criteria, *, since: datetime, at: datetime) -> list[Result]:
    """The offers whose first date that fits became bookable after ``since``, newest first."""
    found = Found(seeker, criteria, at)
    keys = (
        found.showings.values("offer")
        .annotate(rank=Min(bookable_since()))
        .filter(rank__gt=since)
        .order_by("-rank", "-offer")
        .values_list("offer", flat=True)
    )
    return found.results(list(keys))
