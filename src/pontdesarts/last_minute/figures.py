"""What became of the places that were released for a date: for the venue and the team."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from pontdesarts.bookings.models import Booking
from pontdesarts.programme.models import Allotment, Showing

from .models import Alert, Release


@dataclass(frozen=True)
class Figures:
    """``told`` people, ``gone`` places since the first release, ``left`` places now; ``standing`` is the last release
    that nobody took back."""

    releases: list[Release]
    standing: Release | None
    told: int
    gone: int
    left: int
    taken: int
    late: bool
    closed_at: datetime | None

    @property
    def waits_to_tell(self) -> bool:
        """Places stand, and nobody was told yet."""
        return self.standing is not None and self.standing.told_at is None and self.left > 0


def of(showing: Showing, at: datetime) -> Figures:
    releases = list(Release.objects.filter(showing=showing).order_by("-released_at", "-pk"))
    since = releases[-1].released_at if releases else None
    booked = Booking.objects.held().filter(showing=showing)
    gone = booked.filter(booked_at__gte=since).aggregate(total=Sum("places"))["total"] if since else 0
    allotment = Allotment.objects.filter(pk=showing.pk).first()
    open_now = allotment is not None and allotment.is_open(at)
    return Figures(
        releases=releases,
        standing=next((release for release in releases if release.ended_at is None), None),
        told=Alert.objects.filter(release__showing=showing).values("user").distinct().count(),
        gone=gone or 0,
        left=allotment.left if allotment and open_now else 0,
        taken=allotment.taken if allotment else 0,
        late=allotment is not None and allotment.is_late(at),
        closed_at=allotment.closes_at if allotment and allotment.closes_at <= at else None,
    )
