"""Who may be told, when, and how a party fits in what is left. Pure.

Nobody has published how many people to tell of a free seat: the numbers here are ours, each with its reason.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pontdesarts.associations.rules import Terms
from pontdesarts.bookings.rules import Outing, Party, flaw, most_places, reduced, season_of
from pontdesarts.messaging import quiet

# nobody goes further tonight than to an evening prepared for weeks
NEAR_KM = 20
# whoever keeps a search without a radius did not say how far: an hour's way at most
SEARCH_KM = 50
HABITS_KEPT = timedelta(days=365)

MOST_RELEASED = 500

MORNING = time(8)
WEEK = timedelta(days=7)
MOST_A_WEEK = 3
BETWEEN_ALERTS = timedelta(minutes=30)
FEWEST_TOLD, MOST_TOLD = 5, 30


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """From 21 h to 8 h on that wall."""
    return quiet.is_night(at, zone, MORNING)


def when_to_tell(at: datetime, *, zone: ZoneInfo, last: datetime | None, until: datetime) -> datetime | None:
    """The first moment from ``at`` on to tell of a date: half an hour after it was ``last`` told of, never at night.

    ``None`` when that would be too late for ``until``, the end of booking.
    """
    moment = max(at, last + BETWEEN_ALERTS) if last else at
    moment = quiet.waking(moment, zone, MORNING)
    return moment if moment < until else None


def may_be_told(told: Collection[datetime], at: datetime) -> bool:
    """Whoever was told at these moments may be told once more: 3 times in any 7 days."""
    return sum(moment > at - WEEK for moment in told) < MOST_A_WEEK


def most_told(places: int) -> int:
    """How many people are told of so many places: one for each, from 5 to 30.

    A party is about three people, so this is three times those who can come: most cannot, on the same day. Telling
    more would mostly tell people of places that are gone when they tap.
    """
    return min(max(places, FEWEST_TOLD), MOST_TOLD)


def usual_until(starts_at: datetime, fresh_list_at: datetime, at: datetime) -> datetime:
    """Until when places are released if nobody says: until the venue gets its fresh list, else half an hour before the
    beginning, else the beginning itself."""
    half_an_hour = timedelta(minutes=30)
    if at + half_an_hour < fresh_list_at:
        return fresh_list_at
    return starts_at - half_an_hour if at + half_an_hour < starts_at else starts_at


def usual_party(last: Party | None, *, left: int, terms: Terms, most_per_booking: int | None) -> Party:
    """What the form of one tap asks for: the last party of the relay, two adults for a relay that never booked, in
    what is left; the kind of outing follows when the last one does not hold so many."""
    party = last if last is not None and flaw(last) is None else Party(adults=2)
    party = replace(party, first_outing=None)
    most = max(most_places(outing, terms, most_per_booking) for outing in Outing)
    party = reduced(party, min(left, most))
    return replace(party, outing=fitting_outing(party, terms, most_per_booking))


def fitting_outing(party: Party, terms: Terms, most_per_booking: int | None) -> Outing:
    """The kind of outing that the party said, if it holds so many; else the first that does; else a group, which the
    booking will refuse with its reason."""
    for outing in (party.outing, Outing.ALONE, Outing.FAMILY, Outing.GROUP):
        if party.places <= most_places(outing, terms, most_per_booking):
            return outing
    return Outing.GROUP


def season_began(at: datetime) -> datetime:
    """Midnight of the last 1st of September, on the clock of Paris."""
    paris = ZoneInfo(quiet.PARIS)
    return datetime.combine(season_of(at.astimezone(paris).date())[0], time(), paris)
