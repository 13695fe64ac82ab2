"""What every visitor must find, whatever chance says: each state of the product, on the first day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Need, Outing, Party
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, Offer, Showing
from pontdesarts.programme.operations import Places
from pontdesarts.programme.operations.searches import save

from ..people import DROME_ARDECHE, VAL_DE_MARNE
from .bookings import Diary, Market, cancel, change, party_for, try_booking
from .clock import Clock
from .network import Network

_FAMILY = Party(adults=1, from_6_to_11=2, outing=Outing.FAMILY, first_outing=True)
_COUPLE = Party(adults=2, outing=Outing.FAMILY)
_GROUP = Party(
    adults=4, workers=1, wheelchair=1, outing=Outing.GROUP, first_outing=False, needs=frozenset({Need.TRANSPORT})
)


@dataclass
class Stage:
    """Everything that a scene needs to be played."""

    made: Network
    market: Market
    diary: Diary
    clock: Clock
    chance: Random

    def take(self, slug: str, first: float, last: float, *, wheels: bool = False, named: bool = False) -> Showing:
        """A date between so many days from now, which chance may no longer touch."""
        for showing in self._dates(slug):
            near = self.clock.ahead(first) < showing.starts_at < self.clock.ahead(last)
            seats = showing.allotment.wheelchair_places > 0 or not wheels
            if near and seats and (showing.offer.names_required or not named):
                self.market.kept.add(showing.pk)
                return showing
        raise LookupError(f"{slug}: no date between {first} and {last} days from now")

    def _dates(self, slug: str) -> Iterable[Showing]:
        for showing in self.market.showings[self.made.associations[slug].pk]:
            opened = showing.allotment.opens_at < self.clock.ago(20)
            if opened and not showing.offer.open_dated and showing.pk not in self.market.kept:
                yield showing

    def relay_of(self, key: str) -> tuple[Structure, User]:
        user = self.made.users[key]
        post = user.referent_posts.filter(ended_at=None).order_by("pk")[0]
        return Structure.objects.select_related("relay").get(pk=post.structure_id), user


def set_up(stage: Stage) -> None:
    """Write every scene in the diary."""
    for slug in (VAL_DE_MARNE, DROME_ARDECHE):
        for left in (0, 0, 1, 2):
            _sold(stage, slug, left)
    for key, slug in (("referente", VAL_DE_MARNE), ("deux-relais", VAL_DE_MARNE), ("referente-drome", DROME_ARDECHE)):
        _life_of_a_referent(stage, key, slug)
    _last_minute(stage)
    _saved_search(stage)


def _sold(stage: Stage, slug: str, left: int) -> None:
    """Almost everything goes, to many relays; ``left`` places remain."""
    showing = stage.take(slug, 4, 40)
    relays = [relay for relay in stage.made.relays[slug] if not relay.is_suspended]
    stage.chance.shuffle(relays)
    for number, relay in enumerate(relays):
        post = relay.referents.current().select_related("user").first()
        if post:
            act = partial(_take_places, showing, relay, post.user, left)
            stage.diary.plan(stage.clock.ago(9) + timedelta(hours=3 * number), act)


def _take_places(showing: Showing, relay: Structure, user: User, left: int, at: datetime) -> None:
    free = Allotment.objects.get(pk=showing.pk).left - left
    if free > 0:
        people = min(free, 4, showing.allotment.most_per_booking or 4)
        party = replace(_COUPLE, adults=people)
        if people == 1:
            party = replace(party, outing=Outing.ALONE)
        try_booking(showing, relay, party, user, at)


def _life_of_a_referent(stage: Stage, key: str, slug: str) -> None:
    """Held, changed, cancelled in time, cancelled late, called off by the venue, moved, past: one of each."""
    plan, clock = stage.diary.plan, stage.clock
    book = partial(_book, stage, key)
    soon, group = stage.take(slug, 3, 14), stage.take(slug, 5, 45, wheels=True)
    plan(clock.ago(6), book(soon, _FAMILY))
    plan(clock.ago(5), book(group, _GROUP))
    plan(clock.ago(4), book(stage.take(slug, 6, 50), _COUPLE, then=_one_more))
    plan(clock.ago(7), book(stage.take(slug, 6, 50), _FAMILY, then=_give_up))
    if slug == VAL_DE_MARNE:
        plan(clock.ago(3), book(stage.take(slug, 6, 90, named=True), _COUPLE))
    _closed_early(stage, key, slug)
    _called_off(stage, key, slug)
    _moved(stage, key, slug)
    for days in (51, 43, 34, 25, 17, 12):
        plan(clock.at_work(stage.chance, days), partial(_anything, stage, key))


Then = Callable[[Stage, Booking, User], None]


def _book(
    stage: Stage, key: str, showing: Showing, party: Party, then: Then | None = None
) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        relay, user = stage.relay_of(key)
        booking = try_booking(showing, relay, party, user, at)
        if booking and then:
            then(stage, booking, user)

    return act


def _one_more(stage: Stage, booking: Booking, user: User) -> None:
    stage.diary.plan(stage.clock.ago(2), lambda at: change(booking, user, at, adults=booking.adults + 1))


def _give_up(stage: Stage, booking: Booking, user: User) -> None:
    stage.diary.plan(stage.clock.ago(3), lambda at: cancel(booking, user, at, reason="un enfant est malade"))


def _too_late(stage: Stage, booking: Booking, user: User) -> None:
    stage.diary.plan(stage.clock.ago(0, 1), lambda at: cancel(booking, user, at, reason="plus de transport ce soir-là"))


def _anything(stage: Stage, key: str, at: datetime) -> None:
    relay, user = stage.relay_of(key)
    near = [
        showing
        for showing in stage.market.bookable(relay.association_id, at)
        if not showing.offer.open_dated and showing.starts_at < min(at + timedelta(days=15), stage.clock.ago(1))
    ]
    if near:
        showing = stage.chance.choice(near)
        try_booking(showing, relay, party_for(relay, showing, stage.chance), user, at)


def _closed_early(stage: Stage, key: str, slug: str) -> None:
    """The venue wants its list early: booking is closed, the date is still to come."""
    showing, clock, team = stage.take(slug, 2.2, 30), stage.clock, stage.made.team(slug)
    before = showing.allotment
    given = Places(before.places, before.wheelchair_places, before.most_per_booking, closes_at=clock.ago(0, 4))
    programme.offer_places([showing], given=given, by=team, at=clock.ago(14))
    stage.diary.plan(clock.ago(8), _book(stage, key, showing, _FAMILY))
    stage.diary.plan(clock.ago(6), _book(stage, key, showing, _COUPLE, then=_too_late))


def _called_off(stage: Stage, key: str, slug: str) -> None:
    showing, team = stage.take(slug, 4, 40), stage.made.team(slug)
    stage.diary.plan(stage.clock.ago(8), _book(stage, key, showing, _COUPLE))
    reason = "une comédienne est blessée"
    stage.diary.plan(
        stage.clock.ago(1), lambda at: _done(programme.cancel_showing(showing, reason=reason, by=team, at=at))
    )


def _moved(stage: Stage, key: str, slug: str) -> None:
    showing, team = stage.take(slug, 6, 60), stage.made.team(slug)
    stage.diary.plan(stage.clock.ago(7), _book(stage, key, showing, _FAMILY))
    starts_at = showing.starts_at - timedelta(minutes=30)
    ends_at = showing.ends_at - timedelta(minutes=30) if showing.ends_at else None
    stage.diary.plan(
        stage.clock.ago(2),
        lambda at: _done(programme.move_showing(showing, starts_at=starts_at, ends_at=ends_at, by=team, at=at)),
    )


def _done(_: object) -> None:
    """A gesture of the diary gives nothing back."""


def _last_minute(stage: Stage) -> None:
    """Places given this morning for tomorrow evening."""
    home, team = stage.made.associations[VAL_DE_MARNE], stage.made.team(VAL_DE_MARNE)
    offer = Offer.objects.published().get(association=home, title="Quartier haut, quartier bas")

    def act(at: datetime) -> None:
        slot = programme.Slot(stage.clock.evening(1, 20))
        showings = programme.add_showings(offer, slots=[slot], by=team, at=at)
        programme.offer_places(showings, given=Places(8, 1), by=team, at=at)

    stage.diary.plan(stage.clock.ago(0, 2), act)


def _saved_search(stage: Stage) -> None:
    user = stage.made.users["referente"]
    by = stage.made.acting("referente")

    def act(at: datetime) -> None:
        save(user, name="Spectacles pour les enfants", query="famille=scene&ages=6-11", weekly=True, by=by, at=at)

    stage.diary.plan(stage.clock.ago(10), act)
