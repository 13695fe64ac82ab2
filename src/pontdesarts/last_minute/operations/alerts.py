"""Telling people of a release; the choice not to be told; what they take by the link of the mail."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from pontdesarts.accounts.models import User
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging import quiet
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import choosing, notices, rules, verbs
from ..choosing import Candidate
from ..models import Alert, Quiet, Release

# whoever tells is alone: the cap of a person is counted over all releases, which no row can lock
_ONE_AT_A_TIME = 7_011_120


@transaction.atomic
def tell(release: Release, *, people: Sequence[Candidate], by: Actor, at: datetime) -> list[Alert]:
    """Write to the first of ``people`` who may be told: 3 times a week at most, never at night where they are, and no
    more people than the places are worth. Once for each release; a release that ended is not told.

    Returns whom it told. Nobody is told of a date told of less than half an hour ago.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    showing = _showing_of(release)
    if release.told_at or release.ended_at or not _stands(showing, at) or _told_lately(release, at):
        return []
    release.told_at = at
    release.save(update_fields=["told_at"])
    chosen = list(_who_may_be_told(people, at))[: rules.most_told(showing.allotment.left)]
    alerts = [Alert(user=each.user, relay=each.relay, release=release, sent_at=at, why=each.why) for each in chosen]
    Alert.objects.bulk_create(alerts)
    release.showing = showing
    for alert, each in zip(alerts, chosen, strict=True):
        notices.send_alert(alert, left=showing.allotment.left, distance=each.distance, search=each.search, at=at)
    people_said = words.counted(len(alerts), "personne", "personnes")
    journal.record(verbs.TOLD, showing, by=by, at=at, people=people_said)
    return alerts


def _who_may_be_told(people: Iterable[Candidate], at: datetime) -> Iterator[Candidate]:
    every = list(people)
    users = {each.user.pk for each in every}
    told: dict[int, list[datetime]] = {}
    recent = Alert.objects.filter(user__in=users, sent_at__gt=at - rules.WEEK).order_by("pk")
    for user, sent_at in recent.values_list("user", "sent_at"):
        told.setdefault(user, []).append(sent_at)
    stopped = set(Quiet.objects.filter(user__in=users).values_list("user", flat=True))
    for each in every:
        awake = not rules.is_night(at, quiet.zone_of(choosing.zone_of(each.relay)))
        if awake and each.user.pk not in stopped and rules.may_be_told(told.get(each.user.pk, []), at):
            yield each


def _stands(showing: Showing, at: datetime) -> bool:
    allotment = showing.allotment
    published = showing.offer.is_published(at) and showing.cancelled_at is None
    return published and not showing.is_over(at) and allotment.is_open(at) and allotment.left > 0


def _told_lately(release: Release, at: datetime) -> bool:
    last = _last_told(release)
    return last is not None and at < last + rules.BETWEEN_ALERTS


def _last_told(release: Release) -> datetime | None:
    """When people were told of the date last, by any of its releases."""
    found: datetime | None = Release.objects.filter(showing=release.showing_id).aggregate(last=Max("told_at"))["last"]
    return found


def _showing_of(release: Release) -> Showing:
    return Showing.objects.in_full().get(pk=release.showing_id)


def moment_to_tell(release: Release, *, at: datetime) -> datetime | None:
    """When people may be told of the release: now, after the night, half an hour after the last time; ``None`` when
    nobody will be, because it was told, has ended, or nothing is left to take. It only reads."""
    showing = _showing_of(release)
    if release.told_at or release.ended_at or not _stands(showing, at):
        return None
    codes = showing.offer.association.departments.order_by("code").values_list("code", flat=True)
    zone = quiet.zone_of(codes.first() or "")
    allotment = showing.allotment
    until = min(max(allotment.closes_at, allotment.late_until or allotment.closes_at), showing.starts_at)
    return rules.when_to_tell(at, zone=zone, last=_last_told(release), until=until)


def take(alert: Alert, *, party: Party, by: Actor, at: datetime, pickup_name: str = "") -> Booking:
    """Book what the mail proposed, for the relay of the person who was told. A second tap is the same booking.

    Raises what `bookings.operations.book` raises; nothing is then written.
    """
    return bookings.book(
        alert.release.showing,
        relay=alert.relay,
        party=party,
        by=by,
        at=at,
        pickup_name=pickup_name,
        request_id=alert.one_tap,
        booked_for=alert.user,
    )


@transaction.atomic
def stop(user: User, *, by: Actor, at: datetime) -> bool:
    """No alert leaves for this person any more. Returns whether one did until now."""
    _, made = Quiet.objects.get_or_create(user=user, defaults={"since": at})
    if made:
        journal.record(verbs.STOPPED, user, by=by, at=at)
    return made


@transaction.atomic
def resume(user: User, *, by: Actor, at: datetime) -> bool:
    """The person wants to be told again. Returns whether they did not until now."""
    gone, _ = Quiet.objects.filter(user=user).delete()
    if gone:
        journal.record(verbs.RESUMED, user, by=by, at=at)
    return bool(gone)
