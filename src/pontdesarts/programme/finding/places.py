"""Where what was found takes place: the points of a map."""

from dataclasses import dataclass
from urllib.parse import quote_plus

from django.db.models import Count, Min
from django.urls import reverse

from pontdesarts.network.models import Venue

from .narrowing import venue_key
from .results import Found

MOST_POINTS = 500


@dataclass(frozen=True)
class Place:
    """A venue on the map, with how many of the offers found are there; ``only`` when there is one."""

    name: str
    latitude: float
    longitude: float
    offers: int
    only: int

    @property
    def query(self) -> str:
        return quote_plus(self.name)

    @property
    def href(self) -> str:
        return reverse("programme:detail", args=[self.only])


def places(found: Found) -> list[Place]:
    """The venues with the most offers first; those whose place is unknown are only in the list."""
    rows = (
        found.showings.annotate(venue_key=venue_key())
        .values("venue_key")
        .annotate(offers=Count("offer", distinct=True), only=Min("offer"))
        .order_by("-offers", "venue_key")
        .values_list("venue_key", "offers", "only")[:MOST_POINTS]
    )
    counts = {place: (offers, only) for place, offers, only in rows if place}
    venues = Venue.objects.filter(pk__in=counts).select_related("commune").order_by("pk")
    return [Place(venue.name, *venue.point, *counts[venue.pk]) for venue in venues if venue.point]
