"""Which asks the jobs of each minute have to do with."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from pontdesarts.programme.models import Showing, ShowingQuerySet

from .models import Ask, Proposal
from .rules import GATHERED_BEFORE

# no association wants its last list earlier than that
EARLIEST = timedelta(days=3)


def over(at: datetime) -> list[Ask]:
    """Open asks whose date may have come: the operation looks at the terms."""
    soon = Q(showing__offer__open_dated=False, showing__starts_at__lte=at + EARLIEST)
    period = Q(showing__offer__open_dated=True, showing__ends_at__lte=at + EARLIEST)
    return list(Ask.objects.open().filter(soon | period).order_by("showing__starts_at", "pk"))


def gathering_too_late(at: datetime) -> ShowingQuerySet:
    """Dates for which places are still set aside, though booking closes soon."""
    gathering = Ask.objects.waiting().filter(showing=OuterRef("pk"), gathered__gt=0)
    return Showing.objects.filter(Exists(gathering), allotment__closes_at__lte=at + GATHERED_BEFORE).order_by(
        "starts_at", "pk"
    )


def with_free_places(at: datetime) -> ShowingQuerySet:
    """Dates that are open, with free places and somebody who waits and was never asked."""
    asked = Proposal.objects.filter(ask=OuterRef("pk"))
    waits = Ask.objects.waiting().filter(~Exists(asked), showing=OuterRef("pk"))
    free = Showing.objects.held().filter(allotment__taken__lt=F("allotment__places"), allotment__closes_at__gt=at)
    return free.filter(Exists(waits)).order_by("starts_at", "pk")
