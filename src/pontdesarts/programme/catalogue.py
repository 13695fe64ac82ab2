"""How those who write the programme look at it: by what is left to do, with the figures of the dates to come."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Allotment, Offer, OfferQuerySet, Showing


class Shelf(StrEnum):
    """Where an offer stands: still to be finished, in the catalogue, its last date gone, taken out."""

    DRAFTS = "brouillons"
    PUBLISHED = "publiees"
    PAST = "passees"
    WITHDRAWN = "retirees"


SHELVES: dict[Shelf, Q] = {
    Shelf.DRAFTS: Q(published_at=None, withdrawn_at=None),
    Shelf.PUBLISHED: Q(published_at__isnull=False, withdrawn_at=None, has_dates=True),
    Shelf.PAST: Q(published_at__isnull=False, withdrawn_at=None, has_dates=False),
    Shelf.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


def counts(offers: OfferQuerySet, at: datetime) -> dict[str, int]:
    """How many offers stand on each shelf, in one query."""
    marked = _with_dates(offers, at).order_by()
    return marked.aggregate(**{shelf.value: Count("pk", filter=q) for shelf, q in SHELVES.items()})


def on_shelf(offers: OfferQuerySet, shelf: Shelf, at: datetime) -> QuerySet[Offer]:
    """The offers of a shelf with ``next_at``, ``last_at``, ``dates``, ``dates_without_places``, ``places``, ``taken``,
    ``neighbour_places``, ``neighbour_taken`` of the dates to come; the nearest first, or the most recent for what is
    over."""
    found = with_figures(_with_dates(offers, at).filter(SHELVES[shelf]), at)
    if shelf == Shelf.PUBLISHED:
        return found.order_by(F("next_at"), "pk")
    return found.order_by("-created_at", "-pk")


def with_figures(offers: QuerySet[Offer], at: datetime) -> QuerySet[Offer]:
    upcoming = Showing.objects.upcoming(at).filter(offer=OuterRef("pk")).order_by()
    to_come = Showing.objects.upcoming(at).order_by().values("pk")
    given = Allotment.objects.filter(showing__offer=OuterRef("pk"), showing__in=to_come).order_by()

    def of_dates(figure: Count | Min | Max) -> Subquery:
        return Subquery(upcoming.values("offer").annotate(figure=figure).values("figure"))

    def of_places(field: str) -> Coalesce:
        total = given.values("showing__offer").annotate(total=Sum(field)).values("total")
        return Coalesce(Subquery(total, output_field=IntegerField()), 0)

    return offers.annotate(
        next_at=of_dates(Min("starts_at")),
        last_at=of_dates(Max("starts_at")),
        dates=Coalesce(of_dates(Count("pk")), 0),
        dates_without_places=Coalesce(of_dates(Count("pk", filter=Q(allotment=None))), 0),
        places=of_places("places"),
        taken=of_places("taken"),
        neighbour_places=of_places("neighbour_places"),
        neighbour_taken=of_places("neighbour_taken"),
    )


def next_door(offers: OfferQuerySet, at: datetime) -> QuerySet[Offer]:
    """The offers that other associations may book, or are proposed to them: what waits for an answer first."""
    found = offers.exclude(neighbours_proposed_at=None).filter(withdrawn_at=None)
    waiting = F("neighbours_allowed_at").asc(nulls_first=True)
    return with_figures(found, at).order_by(waiting, "neighbours_proposed_at", "pk")


def taken_by_neighbours(offer: Offer, at: datetime) -> int:
    """The places of its dates to come that relays of other associations hold."""
    coming = Allotment.objects.filter(showing__in=offer.showings.upcoming(at).order_by().values("pk"))
    return int(coming.order_by().aggregate(total=Sum("neighbour_taken"))["total"] or 0)


def without_places(offers: OfferQuerySet, at: datetime) -> QuerySet[Showing]:
    """The dates to come for which nobody has given places yet, nearest first."""
    found = Showing.objects.upcoming(at).filter(offer__in=offers.filter(withdrawn_at=None), allotment=None)
    return found.filter(offer__booking_needed=True).order_by("starts_at", "pk")


def _with_dates(offers: OfferQuerySet, at: datetime) -> QuerySet[Offer]:
    return offers.annotate(has_dates=Exists(Showing.objects.upcoming(at).filter(offer=OuterRef("pk"))))
