"""Two months of bookings, in the order of time, each through the operations; and what becomes of them."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from pontdesarts.accounts.models import User
from pontdesarts.bookings import conditions
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Need, Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import RelayKind, Structure
from pontdesarts.programme.models import Showing

from .clock import Clock
from .network import Network

WEEKS = 8
# parties of a kind of relay: how often alone, as a family, as a group
_HABITS = {
    RelayKind.SOCIAL_CENTRE: (1, 6, 3),
    RelayKind.SHELTER: (3, 5, 2),
    RelayKind.CHILD_PROTECTION: (0, 1, 9),
    RelayKind.DISABILITY: (3, 1, 6),
    RelayKind.DISABLED_CHILDREN: (0, 2, 8),
    RelayKind.ESAT: (3, 0, 7),
    RelayKind.ELDERLY: (3, 1, 6),
    RelayKind.MISSION_LOCALE: (7, 1, 2),
}
_USUAL = (3, 5, 2)
_NAMES = (
    "Durand",
    "Martin",
    "Benali",
    "Da Costa",
    "Nguyen",
    "Petit",
    "Kone",
    "Moreau",
    "Popescu",
    "Girard",
    "Sow",
    "Lopez",
)
_REASONS = (
    "un enfant est malade",
    "plus de transport ce soir-là",
    "la famille a déménagé",
    "un rendez-vous tombe ce jour-là",
)
# how one cancels: often, in time, after the closing
_CHANGES, _CANCELS, _LATE = 0.10, 0.12, 0.04


@dataclass
class Diary:
    """What will be done, by moment. What a gesture leads to goes back into the diary."""

    _acts: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._acts, (at, next(self._order), act))

    def live(self, until: datetime) -> int:
        """Do everything up to ``until``, in order; returns how many gestures."""
        done = 0
        while self._acts and self._acts[0][0] <= until:
            at, _, act = heapq.heappop(self._acts)
            act(at)
            done += 1
        return done


@dataclass
class Market:
    """What each association offers, read once; ``kept`` dates are for the scenes that every visitor must find."""

    showings: dict[int, list[Showing]]
    kept: set[int]

    @classmethod
    def open(cls) -> "Market":
        rows = (
            Showing.objects.held()
            .filter(allotment__isnull=False, offer__published_at__isnull=False, offer__withdrawn_at=None)
            .select_related("allotment", "venue", "offer__association", "offer__venue", "offer__partner__partner")
            .order_by("starts_at", "pk")
        )
        showings: dict[int, list[Showing]] = {}
        for showing in rows:
            showings.setdefault(showing.offer.association_id, []).append(showing)
        return cls(showings, set())

    def bookable(self, association: int, at: datetime) -> list[Showing]:
        """What a referent sees in the weeks to come."""
        return [
            showing
            for showing in self.showings.get(association, ())
            if showing.pk not in self.kept
            and showing.allotment.is_open(at)
            and showing.offer.is_published(at)
            and (showing.offer.open_dated or at < showing.starts_at < at + timedelta(days=32))
        ]


def fill_diary(diary: Diary, market: Market, made: Network, clock: Clock, chance: Random) -> None:
    """Every relay has its rhythm: some book each week, some have not booked for a month, one is new."""
    for relays in made.relays.values():
        for number, relay in enumerate(relays):
            referents = [post.user for post in relay.referents.current().select_related("user").order_by("pk")]
            if not referents or relay.is_suspended:
                continue
            rhythm = (1.6, 0.9, 0.5, 1.2, 0.25)[number % 5]
            for week in range(WEEKS, -1, -1):
                for _ in range(_times(rhythm, chance)):
                    at = clock.at_work(chance, 7 * week + chance.random() * 5)
                    diary.plan(at, _Outing(diary, market, relay, chance.choice(referents), chance))


def _times(rhythm: float, chance: Random) -> int:
    return int(rhythm) + (chance.random() < rhythm % 1)


@dataclass
class _Outing:
    """A referent looks for something, books it, and sometimes comes back on it."""

    diary: Diary
    market: Market
    relay: Structure
    user: User
    chance: Random

    def __call__(self, at: datetime) -> None:
        offered = self.market.bookable(self.relay.association_id, at)
        if not offered:
            return
        showing = self.chance.choices(offered, [_appeal(showing) for showing in offered])[0]
        party = party_for(self.relay, showing, self.chance)
        booking = try_booking(showing, self.relay, party, self.user, at, name=self.chance.choice(_NAMES))
        if booking:
            self._afterwards(booking, showing, at)

    def _afterwards(self, booking: Booking, showing: Showing, at: datetime) -> None:
        closes, starts = showing.allotment.closes_at, showing.starts_at
        fate = self.chance.random()
        if fate < _CHANGES:
            self.diary.plan(_between(at, closes, self.chance), self._change(booking))
        elif fate < _CHANGES + _CANCELS:
            self.diary.plan(_between(at, closes, self.chance), self._cancel(booking))
        elif fate < _CHANGES + _CANCELS + _LATE and closes < starts:
            self.diary.plan(_between(closes, starts, self.chance), self._cancel(booking))

    def _change(self, booking: Booking) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            one_more = self.chance.random() < 0.5 or booking.adults < 2
            adults = booking.adults + (1 if one_more else -1)
            change(booking, self.user, at, adults=adults)

        return act

    def _cancel(self, booking: Booking) -> Callable[[datetime], None]:
        return lambda at: cancel(booking, self.user, at, reason=self.chance.choice(_REASONS))


def _between(start: datetime, end: datetime, chance: Random) -> datetime:
    return start + (end - start) * (0.2 + 0.6 * chance.random())


def _appeal(showing: Showing) -> float:
    """Week-ends, families and the open air are asked for first."""
    week_end = 2.0 if showing.starts_at.weekday() >= 4 else 1.0
    family = 1.8 if (showing.offer.age_from or 99) <= 8 else 1.0
    return week_end * family * (1.3 if showing.offer.outdoors else 1.0)


def party_for(relay: Structure, showing: Showing, chance: Random) -> Party:
    """A party that this kind of relay brings to that kind of outing."""
    weights = _HABITS.get(RelayKind(relay.relay.kind), _USUAL)
    outing = chance.choices((Outing.ALONE, Outing.FAMILY, Outing.GROUP), weights)[0]
    first = chance.choice((True, True, False, None))
    need = chance.choice((Need.TRANSPORT, Need.LOOP, Need.CHILDCARE, Need.LSF))
    needs = frozenset([need] if chance.random() < 0.12 else [])
    wheelchair = int(chance.random() < 0.3 and showing.allotment.wheelchair_places > 0)
    little = (showing.offer.age_to or 99) <= 8
    if outing is Outing.ALONE:
        return Party(adults=chance.choice((1, 1, 2)), wheelchair=0, outing=outing, first_outing=first, needs=needs)
    most = showing.allotment.most_per_booking or 99
    if outing is Outing.FAMILY:
        children = min(chance.choice((1, 2, 2, 3)), most - 1)
        ages = {"under_6": children} if little else {"from_6_to_11": children}
        adults = chance.choice((1, 1, 2)) if children + 2 <= min(most, 6) else 1
        return Party(adults=adults, outing=outing, first_outing=first, needs=needs, wheelchair=wheelchair, **ages)
    people = min(chance.choice((4, 5, 6, 8)), most) - 1
    young = relay.relay.kind in (RelayKind.CHILD_PROTECTION, RelayKind.PREVENTION, RelayKind.DISABLED_CHILDREN)
    ages = {"from_12_to_17": people} if young else {"adults": people}
    return Party(workers=1, outing=outing, first_outing=first, needs=needs, wheelchair=wheelchair, **ages)


def try_booking(
    showing: Showing, relay: Structure, party: Party, user: User, at: datetime, *, name: str = "Durand"
) -> Booking | None:
    """Book as a referent does; refused (full, closed), they go without."""
    wanted = name if conditions.needs_pickup_name(showing) else ""
    try:
        return bookings.book(showing, relay=relay, party=party, by=Actor.of(user), at=at, pickup_name=wanted)
    except Refused:
        return None


def change(booking: Booking, user: User, at: datetime, *, adults: int) -> None:
    """Somebody joins, or stays at home."""
    booking = Booking.objects.with_showing().get(pk=booking.pk)
    before = booking.party
    party = Party(
        **{
            **{name: getattr(before, name) for name in before.__dataclass_fields__},
            "adults": max(adults, 0 if before.children else 1),
        }
    )
    try:
        bookings.change(booking, party=party, by=Actor.of(user), at=at, pickup_name=booking.pickup_name)
    except Refused:
        return


def cancel(booking: Booking, user: User, at: datetime, *, reason: str) -> None:
    try:
        bookings.cancel(booking, by=Actor.of(user), at=at, reason=reason)
    except Refused:
        return
