"""Words that may be repeated: read by the team, and of a show, or a date, to which at least five people went.

With fewer, whoever stood at the door would know who speaks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure
from pontdesarts.outings.models import Impression
from pontdesarts.programme.models import Showing
from pontdesarts.statistics.secrecy import SMALL


@dataclass(frozen=True)
class Quote:
    """``face`` is the word of the mood, ``""`` when none was said."""

    text: str
    title: str
    face: str


def quotable(impressions: QuerySet[Impression], *, of: str, went: QuerySet[Booking]) -> QuerySet[Impression]:
    """Those of ``impressions`` that a partner may read. ``went`` are the bookings that the words are told of, counted
    by date or by show: ``of``."""
    people = went.filter(cancelled_at=None, **{of: OuterRef(of)}).order_by().values(of).annotate(people=Sum("came"))
    known = impressions.filter(published=True).exclude(text="")
    return known.annotate(went=Coalesce(Subquery(people.values("people")), 0)).filter(went__gte=SMALL)


def of_dates(showings: Iterable[Showing]) -> list[Quote]:
    """What was said of these dates, the latest first; each told of alone, so that five people came to it."""
    found = Impression.objects.filter(showing__in=[showing.pk for showing in showings])
    return _quotes(quotable(found, of="showing", went=Booking.objects.all()))


def of_partner(partner: Structure, begins: datetime, ends: datetime, *, most: int = 12) -> list[Quote]:
    """What was said of the partner's dates in between, the latest first; told of by show, so that five people came to
    its dates in between."""
    between = {"showing__starts_at__gte": begins, "showing__starts_at__lt": ends}
    found = Impression.objects.filter(showing__offer__partner=partner, **between)
    return _quotes(quotable(found, of="showing__offer", went=Booking.objects.filter(**between)))[:most]


def _quotes(found: QuerySet[Impression]) -> list[Quote]:
    ordered = found.select_related("showing__offer").order_by("-showing__starts_at", "-pk")
    return [Quote(each.text, each.showing.offer.title, each.get_mood_display()) for each in ordered]
