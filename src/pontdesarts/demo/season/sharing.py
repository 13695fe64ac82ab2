"""Few places shared among many: a cap, hours of advance, wheelchairs kept; and outings told by those who went."""

from datetime import datetime, timedelta
from random import Random

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from .bookings import try_booking
from .scenes import Stage

_SHARES = {"most_per_relay": 12, "priority_hours": 48, "priority_share": 50, "wheelchair_hours": 72}
_LEFT_TO_TELL = 3
# how many tell, and how often everybody came
_TOLD, _ALL_CAME = 0.75, 0.7


def set_up(stage: Stage) -> None:
    """A play that many want, twice: opened this morning, half of it kept two days for relays of priority areas."""
    association, team = stage.made.associations[VAL_DE_MARNE], stage.made.team(VAL_DE_MARNE)
    offers = Offer.objects.published().filter(association=association, open_dated=False, discipline="theatre")
    offer = offers.filter(venue__isnull=False).order_by("-pk")[0]

    def share(at: datetime) -> None:
        programme.edit_offer(offer, values=_SHARES, by=team, at=at)
        evenings = [programme.Slot(stage.clock.evening(days, 20)) for days in (23, 24)]
        showings = programme.add_showings(offer, slots=evenings, by=team, at=at)
        programme.offer_places(showings, given=Places(20, 2), by=team, at=at)
        relay, user = stage.relay_of("referente")
        party = Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY)
        stage.diary.plan(at + timedelta(hours=1), lambda at: _done(try_booking(showings[0], relay, party, user, at)))

    stage.diary.plan(stage.clock.ago(0, 6), share)


def tell_outings(stage: Stage, chance: Random) -> None:
    """Most referents said who came, a few days later; those of the visitor's relay left some to tell."""
    relay, _ = stage.relay_of("referente")
    past = Booking.objects.unreported(stage.clock.ago(1)).select_related("booked_by", "showing__offer")
    mine = set(
        past.filter(relay=relay).order_by("-showing__starts_at", "-pk").values_list("pk", flat=True)[:_LEFT_TO_TELL]
    )
    for booking in past.order_by("showing__starts_at", "pk"):
        silent = booking.relay_id != relay.pk and chance.random() > _TOLD
        if booking.pk in mine or booking.booked_by is None or silent:
            continue
        over = booking.showing.ends_at if booking.showing.offer.open_dated else booking.showing.starts_at
        at = min(
            (over or booking.showing.starts_at) + timedelta(days=1, hours=chance.random() * 60), stage.clock.ago(0, 1)
        )
        came = booking.places if chance.random() < _ALL_CAME else chance.randint(0, booking.places)
        bookings.tell_who_came(booking, came=came, by=Actor.of(booking.booked_by), at=at)


def _done(_: object) -> None:
    """A gesture of the diary gives nothing back."""
