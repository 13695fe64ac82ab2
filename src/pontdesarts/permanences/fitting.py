"""What fits a permanence: the offers to choose from, with all that one needs to choose, as it is at that moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.bookings.conditions import needs_pickup_name, share_of
from pontdesarts.network.models import Structure, Venue
from pontdesarts.programme import filters
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.programme.finding import sentences
from pontdesarts.programme.finding.criteria import Criteria
from pontdesarts.programme.finding.narrowing import matching
from pontdesarts.programme.finding.results import rank_of
from pontdesarts.programme.finding.seeker import Seeker
from pontdesarts.programme.models import BookingMode, Offer, Showing, ShowingQuerySet
from pontdesarts.ui import words

from . import rules
from .models import Permanence

# among so many of the next dates; a museum open each day does not push the others out
_LOOKED_AT = 1000


@dataclass(frozen=True)
class DateChoice:
    """One date to choose. ``said`` is how many places there are at the moment of reading."""

    showing: Showing
    when: str
    place: str
    said: str
    full: bool
    on_request: bool
    named: bool

    @property
    def to_pick(self) -> bool:
        """Where one comes without booking, there is nothing to send."""
        return self.showing.offer.booking_needed


@dataclass(frozen=True)
class OfferChoice:
    """An offer and its dates that fit, soonest first. ``picture`` names its picture, if it has one."""

    offer: Offer
    discipline: str
    picture: str
    place: str
    ages: str
    access: list[dict[str, str]]
    transport: str
    last_departure: str
    dates: list[DateChoice]


def seeker_of(relay: Structure, user: User) -> Seeker:
    """Who looks: the relay of the permanence, whoever holds the tablet."""
    departments = tuple(relay.association.departments.order_by("code"))
    own = relay.commune.department if relay.commune else next(iter(departments), None)
    zone, code = (own.zone, own.code) if own else ("", "")
    return Seeker(user, relay, zone, code, departments, homes=frozenset({relay.association_id}))


def criteria_of(permanence: Permanence, user: User, at: datetime) -> filters.Reading:
    """What was looked for when it opened, as it reads now."""
    return filters.read_saved(permanence.criteria, seeker_of(permanence.relay, user), at)


def to_choose(permanence: Permanence, user: User, at: datetime) -> list[OfferChoice]:
    """The offers of the tablet: at most 80 dates, 6 of each offer. Draws are not there: a wish is not a booking."""
    seeker = seeker_of(permanence.relay, user)
    criteria = filters.read_saved(permanence.criteria, seeker, at).criteria
    return grouped(dates(seeker, criteria, at), permanence.relay, seeker, at)


def first_shown(choices: list[OfferChoice]) -> tuple[list[OfferChoice], list[OfferChoice]]:
    """Those that one reads at once, which have places soonest, then the others."""
    ranked = sorted(choices, key=lambda choice: all(date.full for date in choice.dates))
    if len(ranked) <= rules.FIRST_SHOWN + 1:  # to ask for one more is longer than to read it
        return ranked, []
    return ranked[: rules.FIRST_SHOWN], ranked[rules.FIRST_SHOWN :]


def dates(seeker: Seeker, criteria: Criteria, at: datetime) -> list[Showing]:
    """The dates that the relay may book and that fit, soonest first, no more than a tablet shows."""
    keys = _of_the_relay(matching(seeker, criteria, at), seeker.relay).order_by(rank_of(at), "pk")
    chosen: list[int] = []
    seen: dict[int, int] = defaultdict(int)
    for pk, offer in keys.values_list("pk", "offer")[:_LOOKED_AT]:
        seen[offer] += 1
        if seen[offer] <= rules.MOST_DATES_OF_AN_OFFER and len(chosen) < rules.MOST_DATES:
            chosen.append(pk)
    rows = (
        Showing.objects.select_related(
            "allotment", "venue__commune", "offer__venue__commune", "offer__partner__partner", "offer__association"
        )
        .defer("offer__search", "offer__imported")
        .in_bulk(chosen)
    )
    return [rows[pk] for pk in chosen if pk in rows]


def _of_the_relay(showings: ShowingQuerySet, relay: Structure | None) -> ShowingQuerySet:
    """The person may see more: other relays of theirs, other associations."""
    if relay:
        of_theirs = Q(offer__association=relay.association_id) | Q(offer__neighbours_allowed_at__isnull=False)
        showings = showings.filter(of_theirs)
    return showings.exclude(offer__booking_mode=BookingMode.DRAW)


def grouped(showings: Iterable[Showing], relay: Structure, seeker: Seeker, at: datetime) -> list[OfferChoice]:
    """One for each offer, in the order of its next date."""
    offers: dict[int, list[Showing]] = {}
    for showing in showings:
        offers.setdefault(showing.offer_id, []).append(showing)
    return [_offer(of_one, relay, seeker, at) for of_one in offers.values()]


def _offer(showings: list[Showing], relay: Structure, seeker: Seeker, at: datetime) -> OfferChoice:
    offer, venue = showings[0].offer, showings[0].place
    return OfferChoice(
        offer=offer,
        picture=PurePosixPath(offer.picture.name or "").stem,
        discipline=str(Discipline(offer.discipline).label).capitalize(),
        place=_place(venue, seeker),
        ages=sentences.ages(offer),
        access=sentences.access_items(offer, venue),
        transport=venue.transport if venue else "",
        last_departure=venue.last_departure if venue else "",
        dates=[_date(showing, venue, relay, at) for showing in showings],
    )


def _place(venue: Venue | None, seeker: Seeker) -> str:
    if venue is None:
        return ""
    commune = venue.commune.name if venue.commune else ""
    far = sentences.how_far(seeker.distance_to(venue))
    return ", ".join(part for part in (venue.name, commune, far) if part)


def _date(showing: Showing, usual: Venue | None, relay: Structure, at: datetime) -> DateChoice:
    when = when_of(showing, at)
    return DateChoice(
        showing=showing,
        when=when[:1].upper() + when[1:],
        place=str(showing.venue) if showing.venue and showing.venue != usual else "",
        said=left_sentence(showing, relay, at),
        full=showing.offer.booking_needed and free_for(showing, relay, at) == (0, 0),
        on_request=showing.offer.booking_mode == BookingMode.ON_REQUEST,
        named=needs_pickup_name(showing),
    )


def when_of(showing: Showing, at: datetime) -> str:
    """« jeudi 3 décembre à 20 h 30 », « jusqu'au 3 janvier »."""
    if showing.offer.open_dated:
        return sentences.period(showing, at)
    if showing.all_day:
        return words.french_date(showing.starts_at, today=at.date())
    return words.french_moment(showing.starts_at, today=at.date())


def free_for(showing: Showing, relay: Structure, at: datetime) -> tuple[int, int]:
    """How many places the relay may take now, and how many more are there for wheelchairs and who pushes them: what is
    kept for others is not offered to it."""
    allotment = sentences.allotment_of(showing)
    if allotment is None or not allotment.is_open(at):
        return 0, 0
    share = share_of(relay, showing, at)
    left = allotment.left - (0 if share.priority else allotment.kept_for_priority(at))
    if share.neighbour:
        left = min(left, allotment.neighbour_places - allotment.neighbour_taken)
    kept = min(max(0, left), allotment.kept_for_wheelchairs(at))
    return max(0, left - kept), kept


def left_sentence(showing: Showing, relay: Structure, at: datetime) -> str:
    """« Vers 14 h 10 : 6 places »: on a weak network, a number is of a moment."""
    if not showing.offer.booking_needed:
        return "Entrée libre, sans réservation"
    free, kept = free_for(showing, relay, at)
    said = words.places(free) if free else "complet"
    if kept:
        said += f", et {words.places(kept)} pour fauteuil roulant et qui l'accompagne"
    return f"Vers {words.french_hour(at)} : {said}"
