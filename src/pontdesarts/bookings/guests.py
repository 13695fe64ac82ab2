"""The venue's list: who comes to a date, as the desk needs to know. Never the relay, never what kind it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from pontdesarts.programme.models import Showing

from . import notices, rules
from .models import Booking, ListSending

# what concerns the venue; childcare and transport are the relay's business
ACCESS_NEEDS = (Booking.Need.LOOP, Booking.Need.LSF)


@dataclass(frozen=True)
class Guest:
    """One line: a party under its ``code``, and under a ``name`` where the venue requires one."""

    code: str
    name: str
    places: int
    children: int
    wheelchair: int
    needs: tuple[str, ...]

    @property
    def access(self) -> str:
        """« 1 fauteuil roulant, boucle magnétique », or ``""``."""
        wheels = "fauteuil roulant" if self.wheelchair < 2 else "fauteuils roulants"
        return ", ".join([f"{self.wheelchair} {wheels}"] * bool(self.wheelchair) + list(self.needs))


def of(showing: Showing) -> list[Guest]:
    """The parties expected at a date, in the order of their names, then of their codes."""
    guests = [
        Guest(
            code=booking.code,
            name=booking.pickup_name,
            places=booking.places,
            children=booking.party.children,
            wheelchair=booking.wheelchair,
            needs=tuple(str(need.label) for need in ACCESS_NEEDS if need in booking.needs),
        )
        for booking in Booking.objects.held().filter(showing=showing).order_by("code")
    ]
    return sorted(guests, key=lambda guest: (guest.name.casefold(), guest.code))


def due(at: datetime) -> Iterator[tuple[Showing, ListSending.Moment]]:
    """The lists to mail now: at closing, then fresh, shortly before the date, when that is later.

    A date that nobody booked has no list. An open-dated offer closes when it ends: its venue reads by its link.
    A date without an address waits in the team's lists. A list that could not leave in time is sent until it begins.
    """
    waiting = Showing.objects.held().filter(starts_at__gt=at, offer__open_dated=False).in_full()
    sent = ListSending.objects.filter(showing=OuterRef("pk"))
    closed = Exists(sent.filter(moment=ListSending.Moment.CLOSING))
    booked = Exists(Booking.objects.held().filter(showing=OuterRef("pk")))
    for showing in waiting.filter(~closed, booked, allotment__closes_at__lte=at).order_by("starts_at", "pk"):
        if notices.address_of_list(showing):
            yield showing, ListSending.Moment.CLOSING
    fresh = Exists(sent.filter(moment=ListSending.Moment.FRESH))
    for showing in waiting.filter(~fresh, closed).order_by("starts_at", "pk"):
        moment = rules.fresh_list_at(showing.starts_at, showing.offer.terms)
        first = showing.list_sendings.get(moment=ListSending.Moment.CLOSING)
        if first.sent_at < moment <= at and notices.address_of_list(showing):
            yield showing, ListSending.Moment.FRESH
