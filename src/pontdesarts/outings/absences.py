"""Relays whose people did not come, several times within a year, without anybody told: somebody of the team calls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.network.models import Structure

from .models import Call, Claim, Rhythm

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Absence:
    """``reason`` as the relay gave it, or ``""``."""

    booking: Booking
    reason: str


@dataclass(frozen=True)
class ToCall:
    relay: Structure
    absences: list[Absence]
    last: Call | None


def numbers(association: Association, at: datetime) -> list[int]:
    """The relays to call, by their keys: with as many absences within the year as the association's rhythm says, told
    since the last call; or with whom somebody wanted to talk again by that day."""
    most = Rhythm.of(association).absences
    if not most:
        return []
    calls = {call.relay_id: call for call in Call.objects.filter(relay__association=association).last_of_each()}
    today = timezone.localtime(at).date()
    found = {pk for pk, call in calls.items() if call.again_on and call.again_on <= today}
    new: Counter[int] = Counter()
    for relay, told_at in unannounced(_relays_of(association), at).order_by().values_list("relay", "told_at"):
        if relay not in calls or (told_at and told_at > calls[relay].called_at):
            new[relay] += 1
    return sorted(found | {relay for relay, number in new.items() if number >= most})


def to_call(association: Association, at: datetime) -> list[ToCall]:
    """The same with what to say: the outings, the reasons, the last call. Constant queries."""
    relays = Structure.objects.filter(pk__in=numbers(association, at)).select_related("relay", "association")
    return described(list(relays.order_by("sort_name", "pk")), at)


def described(relays: list[Structure], at: datetime) -> list[ToCall]:
    absent = unannounced([relay.pk for relay in relays], at).with_showing().order_by("-showing__starts_at", "-pk")
    said = Claim.objects.filter(booking__in=absent.order_by().values("pk"), came=0).exclude(reason="")
    reasons = {claim.booking_id: claim.get_reason_display() for claim in said.order_by("said_at", "pk")}
    by_relay: dict[int, list[Absence]] = {relay.pk: [] for relay in relays}
    for booking in absent:
        by_relay[booking.relay_id].append(Absence(booking, reasons.get(booking.pk, "")))
    last = {call.relay_id: call for call in Call.objects.filter(relay__in=relays).last_of_each()}
    return [ToCall(relay, by_relay[relay.pk], last.get(relay.pk)) for relay in relays]


def unannounced(relays: Iterable[int], at: datetime) -> BookingQuerySet:
    """Nobody came, and nobody had told, within the year. The keys of the relays themselves: PostgreSQL goes by its
    index on the bookings of a relay."""
    year = Q(showing__starts_at__gt=at - A_YEAR) | Q(showing__offer__open_dated=True, showing__ends_at__gt=at - A_YEAR)
    return Booking.objects.held().past(at).filter(year, relay__in=list(relays), came=0, excused=False)


def _relays_of(association: Association) -> QuerySet[Structure, int]:
    relays = Structure.objects.relays().filter(association=association)
    return relays.order_by("pk").values_list("pk", flat=True)
