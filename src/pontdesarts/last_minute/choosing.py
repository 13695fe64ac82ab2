"""Whom to tell of a release: referents who may come tonight, those who were told least and received least first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Referent, Structure, StructureQuerySet
from pontdesarts.programme import filters
from pontdesarts.programme.disciplines import FAMILIES
from pontdesarts.programme.finding.narrowing import matching
from pontdesarts.programme.finding.seeker import seeker
from pontdesarts.programme.models import SavedSearch, Showing
from pontdesarts.territory.rules import Point, box_around

from . import rules, tonight
from .models import Alert, Quiet


@dataclass(frozen=True)
class Candidate:
    """``user`` may come with ``relay``, and ``why`` we think so; ``search`` is the name of theirs that matches."""

    user: User
    relay: Structure
    why: Alert.Why
    distance: float | None
    search: str = ""


def candidates(showing: Showing, at: datetime) -> list[Candidate]:
    """Every referent who may come, the first to be told first; at most once each, with the relay that is nearest."""
    found = _ranked(_may_come(showing, at), at)
    once: dict[int, Candidate] = {}
    for candidate in found:
        once.setdefault(candidate.user.pk, candidate)
    return list(_relays_in_turn(once.values()))


def zone_of(relay: Structure) -> str:
    """The department whose clock is on the wall of the relay: its commune's, else the first of its association's."""
    if relay.commune:
        return relay.commune.department_id
    return relay.association.departments.order_by("code").values_list("code", flat=True).first() or ""


def _may_come(showing: Showing, at: datetime) -> Iterator[Candidate]:
    posts = list(_posts(showing))
    habits = _Habits(showing, [post.structure for post in posts], at)
    known: dict[int, bool] = {}
    for post in posts:
        relay = post.structure
        distance = tonight.distance(relay, showing.place)
        reason = habits.of(relay, distance)
        search = "" if reason else _search_that_matches(post.user, showing, distance, at)
        if not reason and not search:
            continue
        if relay.pk not in known:
            known[relay.pk] = tonight.may_book(showing, relay, at)
        if known[relay.pk]:
            yield Candidate(post.user, relay, reason or Alert.Why.SEARCH, distance, search)


def _posts(showing: Showing) -> Iterable[Referent]:
    """Referents with an open account who have not said no, of relays that book; neither those who hold places of the
    date nor those who were told of it."""
    of_relays = Q(structure__association=showing.offer.association_id)
    if showing.offer.neighbours_allowed_at:
        of_relays |= Q(structure__in=_neighbours(showing))
    coming = Booking.objects.held().filter(showing=showing).values("relay")
    told = Alert.objects.filter(release__showing=showing).values("user")
    return (
        Referent.objects.current()
        .filter(of_relays, user__is_active=True, structure__relay__suspended_at=None, structure__relay__isnull=False)
        .exclude(structure__in=coming)
        .exclude(user__in=told)
        .exclude(user__in=Quiet.objects.values("user"))
        .select_related("user", "structure__relay", "structure__association", "structure__commune")
        .order_by("pk")
    )


def _neighbours(showing: Showing) -> StructureQuerySet:
    """Relays of other associations, near enough; none when nobody knows where the date happens."""
    point = showing.place.point if showing.place else None
    if point is None:
        return Structure.objects.none()
    box = box_around(Point(*point), rules.SEARCH_KM)
    return (
        Structure.objects.relays()
        .exclude(association=showing.offer.association_id)
        .alias(
            latitude_known=Coalesce("latitude", "commune__latitude"),
            longitude_known=Coalesce("longitude", "commune__longitude"),
        )
        .filter(latitude_known__range=(box.south, box.north), longitude_known__range=(box.west, box.east))
    )


class _Habits:
    """What relays booked in the last twelve months that says that they may come: the venue, or the same domain."""

    def __init__(self, showing: Showing, relays: list[Structure], at: datetime) -> None:
        recent = Booking.objects.held().filter(
            relay__in={relay.pk for relay in relays}, booked_at__gt=at - rules.HABITS_KEPT, booked_at__lte=at
        )
        place = showing.place
        there = Q(showing__venue=place) | Q(showing__venue=None, showing__offer__venue=place)
        same = [member.value for member in FAMILIES[showing.offer.family][1]]
        self.venue = set(recent.filter(there).values_list("relay", flat=True)) if place else set()
        self.taste = set(recent.filter(showing__offer__discipline__in=same).values_list("relay", flat=True))

    def of(self, relay: Structure, distance: float | None) -> Alert.Why | None:
        """A venue that the relay knows is one to which it goes, even when we cannot tell how far it is."""
        if relay.pk in self.venue and (distance is None or distance <= rules.NEAR_KM):
            return Alert.Why.VENUE
        if relay.pk in self.taste and distance is not None and distance <= rules.NEAR_KM:
            return Alert.Why.TASTE
        return None


def _search_that_matches(user: User, showing: Showing, distance: float | None, at: datetime) -> str:
    """The name of the first search of the person that finds this date, not too far for the same day."""
    if distance is not None and distance > rules.SEARCH_KM:
        return ""
    kept = list(SavedSearch.objects.visible_to(user).order_by("name", "pk"))
    who = seeker(user) if kept else None
    for search in kept:
        assert who is not None
        criteria = filters.read_saved(search.query, who, at).criteria
        if matching(who, criteria, at).filter(pk=showing.pk).exists():
            return search.name
    return ""


def _ranked(found: Iterable[Candidate], at: datetime) -> list[Candidate]:
    """Told longest ago first, then the relay that received the fewest places this season, then the nearest."""
    every = list(found)
    told = dict(
        Alert.objects.filter(user__in={each.user.pk for each in every})
        .order_by()
        .values_list("user")
        .annotate(last=Max("sent_at"))
    )
    received = dict(
        Booking.objects.held()
        .filter(relay__in={each.relay.pk for each in every}, showing__starts_at__gte=rules.season_began(at))
        .order_by()
        .values_list("relay")
        .annotate(total=Coalesce(Sum("places"), 0))
    )
    never = rules.season_began(at).replace(year=1970)
    return sorted(
        every,
        key=lambda each: (
            told.get(each.user.pk, never),
            received.get(each.relay.pk, 0),
            tonight.FAR if each.distance is None else each.distance,
            each.user.pk,
        ),
    )


def _relays_in_turn(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """One person of each relay, then a colleague of each, and so on: a large team is not told before a small one."""
    nth: dict[int, int] = {}
    turns: list[tuple[int, Candidate]] = []
    for each in found:
        nth[each.relay.pk] = nth.get(each.relay.pk, 0) + 1
        turns.append((nth[each.relay.pk], each))
    for _, each in sorted(turns, key=lambda turn: turn[0]):
        yield each
