"""This evening's door, open: some have come in, one party is shared between two entrances, one has cancelled."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.doors import operations as doors
from pontdesarts.doors.operations import Read
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import BookingMode, Offer, Showing
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from .bookings import cancel, try_booking
from .scenes import Stage

PARTNER = "Maison des Arts de Créteil"
_COME = 9
_FAMILY = Party(adults=1, from_6_to_11=1, outing=Outing.FAMILY)


def set_up(stage: Stage) -> None:
    """The show begins in a quarter of an hour, whenever the demo is loaded: its door is at work."""
    clock, association = stage.clock, stage.made.associations[VAL_DE_MARNE]
    offers = Offer.objects.published().filter(association=association, partner__name=PARTNER, open_dated=False)
    known = offers.filter(published_at__lt=clock.ago(7), names_required=False, booking_mode=BookingMode.DIRECT)
    offer = known.order_by("-pk")[0]
    begins = clock.ahead(0, 0.25).replace(second=0, microsecond=0)
    made: list[Showing] = []

    def give(at: datetime) -> None:
        slot = programme.Slot(begins)
        made.extend(programme.add_showings(offer, slots=[slot], by=stage.made.team(VAL_DE_MARNE), at=at))
        given = Places(30, 2, closes_at=begins - timedelta(hours=5))
        programme.offer_places(made, given=given, by=stage.made.team(VAL_DE_MARNE), at=at)

    stage.diary.plan(clock.ago(6), give)
    relays = [relay for relay in stage.made.relays[VAL_DE_MARNE] if not relay.is_suspended]
    for number, relay in enumerate(relays[:_COME]):
        party = replace(_FAMILY, from_6_to_11=number % 4)
        party = party if number % 4 else Party(adults=1, outing=Outing.ALONE)
        stage.diary.plan(clock.ago(5, number), partial(_book, made, relay, party))
    stage.diary.plan(clock.ago(0, 0.4), partial(_cancel_one, made))
    stage.diary.plan(clock.ago(0, 0.2), partial(_come_in, made))


def _book(made: list[Showing], relay: Structure, party: Party, at: datetime) -> None:
    post = relay.referents.current().select_related("user").order_by("pk").first()
    if post:
        try_booking(made[0], relay, party, post.user, at)


def _cancel_one(made: list[Showing], at: datetime) -> None:
    booking = Booking.objects.held().filter(showing=made[0]).select_related("booked_by").order_by("pk").last()
    if booking and booking.booked_by:
        cancel(booking, booking.booked_by, at, reason="plus de transport ce soir-là")


def _come_in(made: list[Showing], at: datetime) -> None:
    """Three parties; the last one is read at two doors that had no network."""
    numbers = iter(range(20))

    def number() -> UUID:
        return uuid5(NAMESPACE_URL, f"door-{next(numbers)}")

    first, second = number(), number()
    reads = []
    for index, booking in enumerate(Booking.objects.held().filter(showing=made[0]).order_by("pk")[:3]):
        when = at + timedelta(minutes=3 * index)
        people = max(1, booking.places - (index == 1))
        reads.append(Read(number(), when, booking.code, people, device=first, offset_ms=0))
        if index == 2:
            reads.append(Read(number(), when, booking.code, people, device=second, offset_ms=0))
    doors.receive(made[0], reads, by=Actor.link(PARTNER), at=at)
