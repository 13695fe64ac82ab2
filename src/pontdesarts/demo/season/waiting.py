"""A full evening for which four relays wait, and places that have just come back for the visitor's; and a venue that is
asked for places, and has not answered yet."""

from datetime import datetime, timedelta
from functools import partial

from pontdesarts.accounts.models import User
from pontdesarts.bookings import notices_asks
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.bookings.rules import Need, Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import BookingMode, Offer, OfferQuerySet, Showing
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from .bookings import try_booking
from .last_minute import PARTNER
from .scenes import Stage

_THREE = Party(adults=1, from_6_to_11=2, outing=Outing.FAMILY)
_FOUR = Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY)
_EIGHT = Party(adults=6, workers=2, outing=Outing.GROUP)
_WAITING = (_EIGHT, Party(adults=2, outing=Outing.FAMILY), Party(adults=1, under_6=1, outing=Outing.FAMILY))
_ASKING = (
    Party(adults=5, workers=1, wheelchair=1, outing=Outing.GROUP, needs=frozenset({Need.LOOP})),
    Party(adults=1, from_12_to_17=3, outing=Outing.FAMILY, first_outing=True),
)


def set_up(stage: Stage) -> None:
    _full_evening(stage)
    _on_request(stage)


def _full_evening(stage: Stage) -> None:
    """Twelve places, taken by four relays; the visitor waits for four, three would do; three have come back."""
    clock, team = stage.clock, stage.made.team(VAL_DE_MARNE)
    offer = _offers(stage).filter(discipline="music").order_by("pk").first() or _offers(stage).order_by("pk")[0]
    made: list[Showing] = []
    taken: list[Booking] = []

    def give(at: datetime) -> None:
        # an hour at which no imported date falls: an offer has a date once
        evening = programme.Slot(clock.evening(17, 20) + timedelta(minutes=10))
        made.extend(programme.add_showings(offer, slots=[evening], by=team, at=at))
        programme.offer_places(made, given=Places(12), by=team, at=at)

    def fill(relay: Structure, user: User, at: datetime) -> None:
        if booking := try_booking(_fresh(made), relay, _THREE, user, at):
            taken.append(booking)

    def give_back(at: datetime) -> None:
        booking = taken[0]
        by = Actor.of(booking.booked_by) if booking.booked_by else team
        bookings.cancel(booking, reason="un enfant est malade", by=by, at=at)
        _tell(made, at)

    stage.diary.plan(clock.ago(9), give)
    relays = _others(stage)
    for number, (relay, user) in enumerate(relays[:4]):
        stage.diary.plan(clock.ago(8, -number), partial(fill, relay, user))
    stage.diary.plan(clock.ago(4), partial(_wait, made, *stage.relay_of("referente"), _FOUR, 2))
    for number, ((relay, user), party) in enumerate(zip(relays[4:], _WAITING, strict=False)):
        stage.diary.plan(clock.ago(3, -number), partial(_wait, made, relay, user, party, None))
    stage.diary.plan(clock.ago(0, 2), give_back)


def _wait(made: list[Showing], relay: Structure, user: User, party: Party, least: int | None, at: datetime) -> None:
    bookings.wait(_fresh(made), relay=relay, party=party, least=least, by=Actor.of(user), at=at)


def _tell(made: list[Showing], at: datetime) -> None:
    """The mails that the jobs of the season would have sent."""
    for ask in Ask.objects.with_showing().filter(showing=made[0]).order_by("position"):
        for proposal in ask.proposals.pending():
            notices_asks.tell(ask, event="proposed", proposal=proposal, at=at)


def _on_request(stage: Stage) -> None:
    """Eight places that the theatre gives to whom it chooses: two relays ask, for ten."""
    clock, team = stage.clock, stage.made.team(VAL_DE_MARNE)
    offer = _offers(stage).filter(partner__name=PARTNER).exclude(discipline="theatre").order_by("-pk")[0]
    made: list[Showing] = []

    def give(at: datetime) -> None:
        programme.edit_offer(offer, values={"booking_mode": BookingMode.ON_REQUEST}, by=team, at=at)
        evening = programme.Slot(clock.evening(19, 20) + timedelta(minutes=10))
        made.extend(programme.add_showings(offer, slots=[evening], by=team, at=at))
        programme.offer_places(made, given=Places(8, 1), by=team, at=at)

    def ask(relay: Structure, user: User, party: Party, at: datetime) -> None:
        bookings.request(_fresh(made), relay=relay, party=party, by=Actor.of(user), at=at)

    stage.diary.plan(clock.ago(3), give)
    askers = [_others(stage)[7], stage.relay_of("referente")]
    for number, ((relay, user), party) in enumerate(zip(askers, _ASKING, strict=True)):
        stage.diary.plan(clock.ago(1, -3 * number), partial(ask, relay, user, party))

    def tell(at: datetime) -> None:
        bookings.tell_answerer(offer.association, offer.partner, at=at)

    stage.diary.plan(clock.ago(0, 1), tell)


def _offers(stage: Stage) -> OfferQuerySet:
    association = stage.made.associations[VAL_DE_MARNE]
    return Offer.objects.published().filter(association=association, open_dated=False, venue__isnull=False)


def _fresh(made: list[Showing]) -> Showing:
    rows = Showing.objects.select_related("allotment", "offer__association", "offer__partner__partner")
    return rows.get(pk=made[0].pk)


def _others(stage: Stage) -> list[tuple[Structure, User]]:
    """Relays of the association that book, with a referent each, the visitor's left out."""
    visitor, _ = stage.relay_of("referente")
    found = []
    for relay in stage.made.relays[VAL_DE_MARNE]:
        post = relay.referents.current().select_related("user").order_by("pk").first()
        if post and not relay.is_suspended and relay.pk != visitor.pk:
            found.append((relay, post.user))
    return found
