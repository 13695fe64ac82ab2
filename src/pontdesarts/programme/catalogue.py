"""How those who write the programme look at it: by what is left to do, with the figures of the dates to come."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Aggregate, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
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


def on_shelf(offers: OfferQuerySet, shelf: Shelf, at: datetime) -> list[int]:
    """The keys of the offers of a shelf: the nearest first, or the most recent for what is over. Those of a page are
    then read `with_figures`: on a shelf of ten years, nobody counts the places of each."""
    found = _with_dates(offers, at).filter(SHELVES[shelf])
    if shelf == Shelf.PUBLISHED:
        found = found.alias(next_at=_of_dates(Min("starts_at"), at)).order_by("next_at", "pk")
    else:
        found = found.order_by("-created_at", "-pk")
    return list(found.values_list("pk", flat=True))


def with_figures(offers: QuerySet[Offer], at: datetime) -> QuerySet[Offer]:
    """With ``next_at``, ``last_at``, ``dates``, ``dates_without_places``, ``places``, ``taken``, ``neighbour_places``,
    ``neighbour_taken`` of the dates to come."""

    def of_places(field: str) -> Coalesce:
        return Coalesce(_of_dates(Sum(f"allotment__{field}"), at), 0)

    return offers.annotate(
        next_at=_of_dates(Min("starts_at"), at),
        last_at=_of_dates(Max("starts_at"), at),
        dates=Coalesce(_of_dates(Count("pk"), at), 0),
        dates_without_places=Coalesce(_of_dates(Count("pk", filter=Q(allotment=None)), at), 0),
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


def _of_dates(figure: Aggregate, at: datetime) -> Subquery:
    """A figure of the offer's own dates to come, found by its key: PostgreSQL reads the dates of nobody else."""
    upcoming = Showing.objects.upcoming(at).filter(offer=OuterRef("pk")).order_by()
    return Subquery(upcoming.values("offer").annotate(figure=figure).values("figure"))
