"""What bookings do when a date of the programme is called off or moves: in the same transaction. What they tell of a
season."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from pontdesarts.journal.actors import Actor
from pontdesarts.membership.figures import Figures
from pontdesarts.membership.signals import season_figures
from pontdesarts.network.models import Structure
from pontdesarts.programme import signals
from pontdesarts.programme.models import BookingMode, Offer, Showing

from . import conditions, operations, places, seasons


@receiver(signals.showing_cancelled)
def end_what_was_booked(*, showing: Showing, reason: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.cancel_all_of(showing, reason=reason, by=by, at=at)


@receiver(signals.showing_moved)
def tell_those_who_booked(*, showing: Showing, before: str, by: Actor, at: datetime, **_: Any) -> None:
    operations.tell_of_moved_date(showing, before=before, by=by, at=at)


@receiver(signals.places_changed)
def offer_more_places(*, showing: Showing, by: Actor, at: datetime, **_: Any) -> None:
    places.hold(showing.pk)
    operations.offer_next(showing, by=by, at=at)


@receiver(signals.mode_changing)
def keep_the_turns(*, offer: Offer, after: BookingMode, **_: Any) -> None:
    """A draw would pass over those who wait in turn. Requests and bookings stand whatever the way."""
    conditions.refuse_draw_over_turns(offer, after)


@receiver(season_figures)
def tell_the_season(*, relays: Sequence[Structure], season: int, **_: Any) -> dict[int, Figures]:
    return seasons.figures_of(relays, season, timezone.now())
