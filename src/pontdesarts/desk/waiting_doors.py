"""What waits at the doors of a partner: people to welcome now, dates of which it said nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.doors.rules import ACCEPTED_FOR
from pontdesarts.outings.models import Claim
from pontdesarts.outings.rules import DOOR_OPENS
from pontdesarts.programme.models import Showing, ShowingQuerySet
from pontdesarts.ui import words

from .waiting import Waiting

AT_WORK = timedelta(hours=4)
MANY = 3


def for_coordinator(user: User, at: datetime) -> Iterator[Waiting]:
    """« Bérénice, ce soir à 20 h 30 », while its door is open; then the dates of the week that nobody counted."""
    partners = user.coordinator_posts.filter(ended_at=None).values("structure")
    booked = Showing.objects.held().filter(offer__partner__in=partners, offer__open_dated=False, allotment__taken__gt=0)
    now = booked.filter(starts_at__gt=at - AT_WORK, starts_at__lte=at + DOOR_OPENS, reception__ended_at=None)
    for showing in now.select_related("offer", "allotment").order_by("starts_at", "pk")[:MANY]:
        yield Waiting(
            f"{showing.offer.title}, {words.french_moment(showing.starts_at)} : "
            f"{words.counted(showing.allotment.taken, 'personne')} à accueillir",
            "Accueillir le public",
            reverse("doors:door", args=[showing.pk]),
            "ticket",
            "attention",
        )
    if count := _uncounted(booked, at).count():
        yield Waiting(
            f"{words.counted(count, 'date passée', 'dates passées')} : combien de personnes sont venues ?",
            "Dire combien",
            reverse("doors:doors"),
            "people",
        )


def _uncounted(booked: ShowingQuerySet, at: datetime) -> ShowingQuerySet:
    """Neither a code was read, nor a number said, nor a ticked list sent: the venue alone can tell, for a week."""
    told = Claim.objects.filter(showing=OuterRef("pk"), source__in=(Claim.Source.DOOR, Claim.Source.VENUE))
    return booked.filter(~Exists(told), starts_at__lte=at - AT_WORK, starts_at__gt=at - ACCEPTED_FOR)
