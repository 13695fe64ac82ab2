"""The dates of the next 48 hours that a relay may still take, the nearest first, with all that one needs to set out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from pontdesarts.accounts.models import User
from pontdesarts.bookings import conditions
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.refusals import RelayRefused
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.refusals import Refused
from pontdesarts.membership import policies as membership
from pontdesarts.network.models import Structure, StructureQuerySet, Venue
from pontdesarts.programme.finding.sentences import how_far
from pontdesarts.programme.models import BookingMode, Showing, ShowingQuerySet
from pontdesarts.programme.rules import LAST_MINUTE
from pontdesarts.territory.rules import Point, distance_km

from . import rules, sentences

MOST_DATES = 40
FAR = 100_000.0


@dataclass(frozen=True)
class Line:
    """A date that ``relay`` may take: ``free`` places, ``distance`` kilometres away (``None``: we cannot tell), and the
    ``party`` that its form asks for. It has ``mine`` places there already. ``released``: booking was closed, and opened
    again."""

    showing: Showing
    relay: Structure
    free: int
    distance: float | None
    party: Party
    mine: int
    released: bool
    when: str
    until: str

    @property
    def place(self) -> Venue | None:
        return self.showing.place

    @property
    def far(self) -> str:
        return how_far(self.distance)

    @property
    def people(self) -> str:
        return sentences.people_said(self.party)


@dataclass(frozen=True)
class Held:
    """The places that a relay has already, by date and by offer (their keys)."""

    by_date: Mapping[int, int]
    by_offer: Mapping[int, int]

    @classmethod
    def of(cls, relay: Structure, showings: Iterable[Showing]) -> "Held":
        """One query, for the offers of all these dates."""
        offers = {showing.offer_id for showing in showings}
        rows = (
            Booking.objects.held()
            .filter(relay=relay, showing__offer__in=offers)
            .order_by("showing")
            .values_list("showing", "showing__offer")
            .annotate(total=Sum("places"))
        )
        by_date: dict[int, int] = {}
        by_offer: dict[int, int] = {}
        for showing, offer, total in rows:
            by_date[showing] = total
            by_offer[offer] = by_offer.get(offer, 0) + total
        return cls(by_date, by_offer)


def dates(user: User, at: datetime) -> ShowingQuerySet:
    """The dates of the next 48 hours that the person sees, open for booking, with places."""
    return (
        Showing.objects.visible_to(user)
        .open_for_booking(at)
        .with_places_left()
        .filter(
            starts_at__lt=at + LAST_MINUTE,
            offer__open_dated=False,
            offer__booking_needed=True,
            offer__booking_mode=BookingMode.DIRECT,
        )
        .in_full()
    )


def lines(user: User, relay: Structure, at: datetime, *, without: Showing | None = None) -> list[Line]:
    """What the relay may still take, nearest first, then soonest; at most 40."""
    own = Q(offer__association=relay.association_id) | Q(offer__neighbours_allowed_at__isnull=False)
    found = dates(user, at).filter(own).order_by("starts_at", "pk")[: 4 * MOST_DATES]
    last, held = last_party(relay), Held.of(relay, found)
    known = [line_of(showing, relay, last, held, at) for showing in found if showing != without]
    open_to_it = [line for line in known if line.free > 0]
    return sorted(open_to_it, key=lambda line: FAR if line.distance is None else line.distance)[:MOST_DATES]


def line_of(showing: Showing, relay: Structure, last: Party | None, held: Held, at: datetime) -> Line:
    allotment = showing.allotment
    late = allotment.is_late(at)
    until = (allotment.late_until if late else None) or allotment.closes_at
    free = free_for(showing, relay, at, has=held.by_offer.get(showing.offer_id, 0))
    return Line(
        showing=showing,
        relay=relay,
        free=free,
        distance=distance(relay, showing.place),
        party=rules.usual_party(
            last, left=free, terms=showing.offer.terms, most_per_booking=allotment.most_per_booking
        ),
        mine=held.by_date.get(showing.pk, 0),
        released=late,
        when=sentences.when_said(showing.starts_at, at),
        until=sentences.until_said(until, at),
    )


def last_party(relay: Structure) -> Party | None:
    """Who came last, or was to come: what the relay booked last and did not cancel."""
    booking = Booking.objects.held().filter(relay=relay).order_by("-booked_at", "-pk").first()
    return booking.party if booking else None


def free_for(showing: Showing, relay: Structure, at: datetime, *, has: int) -> int:
    """The places that the relay may take now, a party without a wheelchair: what is kept for others is not free. It
    ``has`` so many of the offer."""
    allotment, share = showing.allotment, conditions.share_of(relay, showing, at)
    kept = allotment.kept_for_wheelchairs(at) + (0 if share.priority else allotment.kept_for_priority(at))
    free = allotment.left - kept
    if share.neighbour:
        free = min(free, allotment.neighbour_places - allotment.neighbour_taken)
    if most := showing.offer.terms.most_per_relay:
        free = min(free, most - has)
    return max(free, 0)


def may_book(showing: Showing, relay: Structure, at: datetime) -> bool:
    """Whether nothing but the number of places stands between the relay and this date."""
    try:
        conditions.refuse_booking(showing, relay, at)
    except Refused:
        return False
    has = conditions.held_of(showing.offer, relay) if showing.offer.terms.most_per_relay else 0
    return free_for(showing, relay, at, has=has) > 0


def refusal_of(relay: Structure, at: datetime) -> Refused | None:
    """What keeps the relay from booking anything at all: suspended or gone, not ready, or news that are waited for."""
    if sentence := relay.barred:
        return RelayRefused(sentence, "Appelez l'association pour en parler.")
    try:
        membership.refuse_unready(relay, who=None, at=at)
        conditions.refuse_silent(relay, at)
    except Refused as refusal:
        return refusal
    return None


def distance(relay: Structure, venue: Venue | None) -> float | None:
    """Kilometres as the crow flies, or ``None`` when one of the two has no known place."""
    if relay.point is None or venue is None or venue.point is None:
        return None
    return distance_km(Point(*relay.point), Point(*venue.point))


def released_for(user: User, at: datetime, *, most: int) -> Iterator[Line]:
    """The dates that were opened again at the last minute and where the relay is not coming yet, for the first of those
    that the person serves."""
    relay = relays_of(user).first()
    if relay is None:
        return
    released = dates(user, at).filter(releases__ended_at=None, releases__isnull=False).order_by("pk")
    keys = set(released.values_list("pk", flat=True))
    if keys and refusal_of(relay, at) is None:
        near = [line for line in lines(user, relay, at) if line.showing.pk in keys and not line.mine]
        yield from near[:most]


def relays_of(user: User) -> StructureQuerySet:
    """The relays that the person serves, with what rules read of them."""
    return (
        Structure.objects.served_by(user).select_related("relay", "association", "commune").order_by("sort_name", "pk")
    )
