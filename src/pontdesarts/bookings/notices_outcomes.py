"""The weekly mail that asks who came, and its link: one door, for one relay, for three weeks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .models import Booking
from .notices import when_of

DOOR = "bookings.outcomes"
OPEN = timedelta(days=21)
MOST_TOLD = 10


def link(relay: Structure, *, at: datetime) -> str:
    """The signed link that opens the outings to tell of this relay, without an account."""
    token = links.make(DOOR, relay.pk, epoch=relay.link_epoch, expires_at=at + OPEN)
    return settings.BASE_URL + reverse("bookings:signed_outcomes", args=[token])


def remind(user: User, owed: Mapping[Structure, Sequence[Booking]], *, at: datetime) -> None:
    """What nobody has told of, relay by relay, each with its link."""
    number = sum(len(bookings) for bookings in owed.values())
    relays = [
        {
            "name": relay.name,
            "link": link(relay, at=at),
            "lines": [f"{booking.showing.offer.title}, {when_of(booking.showing)}" for booking in bookings[:MOST_TOLD]],
            "more": max(0, len(bookings) - MOST_TOLD),
        }
        for relay, bookings in owed.items()
    ]
    messaging.send(
        kind="bookings.outcomes",
        to=user.email,
        subject=f"{words.counted(number, 'sortie')} à raconter : qui est venu ?",
        template="bookings/notices/outcomes.txt",
        context={
            "number": number,
            "relays": relays,
            "several": len(relays) > 1,
            "association": next(iter(owed)).association,
        },
        at=at,
    )
