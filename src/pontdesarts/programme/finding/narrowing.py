"""From what somebody looks for to the dates that fit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from pontdesarts.network.models import Venue, VenueQuerySet
from pontdesarts.territory.rules import Point, box_around

from .. import indexing
from ..disciplines import FAMILIES
from ..models import (
    AccessFeature,
    Offer,
    OfferQuerySet,
    Showing,
    ShowingQuerySet,
    open_to_neighbours,
)
from . import periods
from .criteria import AGE_BANDS, NEXT_DOOR_KM, Criteria, Reach
from .distance import kilometres, known_point
from .periods import Period, Span
from .seeker import Seeker


def bookable(
    seeker: Seeker, at: datetime, *, places: int = 0, next_door: Q | None = None, kept: Combinable | None = None
) -> ShowingQuerySet:
    """The dates that the person may book now, or go to without booking: published, held, to come, open for booking,
    with that many ``places`` left at least beyond what is ``kept`` for others (none asked: full ones too).

    ``next_door`` says which offers of other associations, among those open to neighbours; none without it, nor for who
    has no association. Their places are counted within the share of the neighbours. Drafts never come, not even one's
    own: this is what a relay sees.
    """
    late = Q(allotment__late_until__gt=at)
    open_now = Q(allotment__opens_at__lte=at) & (Q(allotment__closes_at__gt=at) | late)
    # the keys themselves: from subqueries, PostgreSQL expects half of all offers, and reads the dates of everybody
    seen = Q(offer__association__in=seeker.homes) | Q(offer__partner__in=seeker.partners)
    if places:
        open_now &= Q(allotment__taken__lte=F("allotment__places") - places - (kept or Value(0)))
    if next_door is not None and seeker.homes:
        # of the offer alone, so that it is read before any date
        seen |= open_to_neighbours("offer__") & next_door
        share = Q(allotment__neighbour_taken__lte=F("allotment__neighbour_places") - places)
        open_now &= Q(offer__association__in=seeker.homes) | share
    return (
        Showing.objects.filter(seen)
        .upcoming(at)
        .filter(offer__published_at__lte=at, offer__withdrawn_at=None)
        .filter(open_now | Q(offer__booking_needed=False))
    )


def kept_for_others(seeker: Seeker, at: datetime, *, wheels: bool) -> Combinable:
    """What the person may not take yet of each date, as `Allotment.open_to` counts it: for wheelchairs with who comes
    along (unless one comes), for relays of priority areas (unless theirs is one)."""
    chairs = F("allotment__wheelchair_places") - F("allotment__wheelchair_taken")
    first = Greatest(F("allotment__priority_places") - F("allotment__priority_taken"), 0)
    kept: Combinable = Value(0)
    if not wheels:
        kept += Case(When(allotment__wheelchair_until__gt=at, then=2 * chairs), default=0)
    if not seeker.priority:
        kept += Case(When(allotment__priority_until__gt=at, then=first), default=0)
    return kept


def matching(seeker: Seeker, criteria: Criteria, at: datetime, *, news: bool = False) -> ShowingQuerySet:
    """The bookable dates that fit every criterion. ``news`` are told once: what is kept for others today is told too,
    for it may be everybody's tomorrow."""
    places = 0 if criteria.with_full else criteria.places
    wheels = AccessFeature.WHEELCHAIR in criteria.access
    # one place, asked for by nobody in particular: what is kept for others for now is shown, and says so
    kept = kept_for_others(seeker, at, wheels=wheels) if places > 1 and not news else None
    showings = bookable(seeker, at, places=places, next_door=_next_door(seeker, criteria), kept=kept)
    if criteria.reach is Reach.OPEN:
        showings = showings.filter(open_to_neighbours("offer__"))
    showings = _when(showings, span_of(criteria, seeker, at))
    showings = _where(showings, criteria, seeker)
    return _what(showings, criteria)


def _next_door(seeker: Seeker, criteria: Criteria) -> Q | None:
    """Which offers of other associations, if any: near by is around the place that was typed, else the relay."""
    if criteria.reach in {Reach.NETWORK, Reach.OPEN}:
        return Q()
    centre = criteria.centre or seeker.point
    if criteria.reach is Reach.HOME or not seeker.homes or centre is None:
        return None
    open_there = Offer.objects.open_to_neighbours().exclude(association__in=seeker.homes)
    venues = near(open_there, centre, NEXT_DOOR_KM, place="venue__")
    # a column of the offer: the key of the offer would be read from each date
    return Q(offer__venue__in=venues) if venues else None


def span_of(criteria: Criteria, seeker: Seeker, at: datetime) -> Span:
    """The instants between which a date fits."""
    today = at.astimezone(periods.PARIS).date()
    match criteria.period:
        case Period.WEEK:
            return periods.week(today)
        case Period.WEEKEND:
            return periods.weekend(today)
        case Period.HOLIDAYS:
            return periods.holidays(seeker.zone, today) or Span()
        case Period.DATES:
            return periods.days(criteria.first, criteria.last)
    return Span()


def _when(showings: ShowingQuerySet, span: Span) -> ShowingQuerySet:
    """A dated showing begins within the span; an open-dated one has a day in it."""
    if span.start:
        showings = showings.filter(
            Q(offer__open_dated=False, starts_at__gte=span.start) | Q(offer__open_dated=True, ends_at__gt=span.start)
        )
    if span.end:
        showings = showings.filter(starts_at__lt=span.end)
    return showings


def _where(showings: ShowingQuerySet, criteria: Criteria, seeker: Seeker) -> ShowingQuerySet:
    if criteria.department:
        wanted = Q(commune__department=criteria.department)
        showings = showings.filter(held_in(Venue.objects.filter(wanted).values("pk")))
    centre = criteria.centre or seeker.point
    if criteria.radius and centre:
        showings = showings.filter(held_in(near(Venue.objects.all(), centre, criteria.radius)))
    return showings


def venue_key() -> Coalesce:
    """The key of the venue of a date: its own, else the one of its offer."""
    return Coalesce("venue", "offer__venue")


def held_in(venues: Sequence[int] | QuerySet[Any, Any]) -> Q:
    """The dates that happen in one of these venues (their keys)."""
    return Q(venue__in=venues) | Q(venue=None, offer__venue__in=venues)


def _what(showings: ShowingQuerySet, criteria: Criteria) -> ShowingQuerySet:
    if words := indexing.query(criteria.text):
        showings = showings.filter(offer__search=SearchQuery(words, config="simple", search_type="raw"))
    elif criteria.text:
        return showings.none()
    disciplines = {member.value for family in criteria.families for member in FAMILIES[family][1]}
    if wanted := disciplines | ({criteria.discipline} - {""}):
        showings = showings.filter(offer__discipline__in=sorted(wanted))
    for need in criteria.access:
        showings = showings.filter(_offers(need))
    for key in criteria.ages:
        band = AGE_BANDS[key][1]
        showings = showings.filter(Q(offer__age_to=None) | Q(offer__age_to__gte=band.first))
        if band.last is not None:
            showings = showings.filter(Q(offer__age_from=None) | Q(offer__age_from__lte=band.last))
    if criteria.mediation:
        showings = showings.exclude(offer__mediation="")
    if criteria.outdoors:
        showings = showings.filter(offer__outdoors=True)
    if criteria.language_free:
        showings = showings.filter(offer__language_free=True)
    return showings


def _offers(need: str) -> Q:
    """The showing itself meets the need, or its venue does. Unknown facts are not taken for a yes."""
    met = Q(offer__access__contains=[need])
    match need:
        case AccessFeature.WHEELCHAIR:
            facts = Venue.objects.filter(wheelchair_places__gt=0)
        case AccessFeature.LOOP:
            facts = Venue.objects.filter(loop=True)
        case AccessFeature.AUDIO_DESCRIPTION:
            facts = Venue.objects.filter(audio_description=True)
        case AccessFeature.CALM:
            facts = Venue.objects.filter(calm_room=True)
        case _:
            return met
    return met | held_in(facts.values("pk"))


def near(things: VenueQuerySet | OfferQuerySet, centre: Point, km: float, *, place: str = "") -> list[int]:
    """The keys of the venues within ``km`` of the centre, as the crow flies; a box is looked at first. ``place`` is the
    way to the venue."""
    box, (latitude, longitude) = box_around(centre, km), known_point(place)
    found = (
        things.annotate(latitude_known=latitude, longitude_known=longitude)
        .filter(latitude_known__range=(box.south, box.north), longitude_known__range=(box.west, box.east))
        .annotate(distance=kilometres(centre, F("latitude_known"), F("longitude_known")))
        .filter(distance__lte=km)
    )
    return list(found.order_by(f"{place}pk").values_list(f"{place}pk", flat=True).distinct())
