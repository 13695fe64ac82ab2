"""« À relancer » : which structures call for a word, and why. As many queries for 5 000 structures as for ten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Lower

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.membership.models import Membership
from pontdesarts.membership.rules import season_at
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.network.models import Contact, Referent, Stage, Structure, StructureQuerySet
from pontdesarts.outings.models import Call
from pontdesarts.programme.models import Offer
from pontdesarts.ui import words

from . import rules
from .rules import Reason

# neither those whom nobody has met yet, nor those who left or sleep
FOLLOWED = (Stage.ACTIVE, Stage.ONBOARDING, Stage.IN_DISCUSSION)


@dataclass
class Chased:
    """A structure to call, with each reason in words, the most pressing first."""

    pk: int
    said: dict[Reason, str] = field(default_factory=dict)


def to_chase(associations: Iterable[Association], *, at: datetime, today: date) -> list[Chased]:
    """Those that nobody has set aside, those with most reasons first. Six queries."""
    followed = Structure.objects.standing().filter(association__in=list(associations), stage__in=FOLLOWED)
    followed = followed.exclude(care__snoozed_until__gt=today)
    found: dict[int, Chased] = {}
    for reason, said in (
        (Reason.BOUNCED, _bounced(followed)),
        (Reason.ALONE, _alone(followed)),
        (Reason.UNKNOWN, _unknown(followed, at)),
        (Reason.MEMBERSHIP, _membership(followed, at)),
        (Reason.SILENT, _silent(followed, at)),
    ):
        for pk, sentence in said.items():
            found.setdefault(pk, Chased(pk)).said[reason] = sentence
    pressing = {reason: rank for rank, reason in enumerate(rules.PRESSING)}
    return sorted(found.values(), key=lambda each: (-len(each.said), pressing[next(iter(each.said))], each.pk))


def _silent(followed: StructureQuerySet, at: datetime) -> Mapping[int, str]:
    """No booking, no offer, no line of the log for three months; new ones have the same time to begin."""
    before = at - rules.SILENT_AFTER
    booked = Booking.objects.filter(relay=OuterRef("pk")).order_by("-booked_at").values("booked_at")[:1]
    rows = (
        followed.filter(created_at__lt=before)
        .filter(Q(care=None) | Q(care__last_contact_at=None) | Q(care__last_contact_at__lt=before))
        .exclude(Exists(Booking.objects.filter(relay=OuterRef("pk"), booked_at__gte=before)))
        .exclude(Exists(Offer.objects.filter(partner=OuterRef("pk"), published_at__gte=before)))
        .exclude(Exists(Call.objects.filter(relay=OuterRef("pk"), called_at__gte=before)))
        .annotate(last=Greatest(Subquery(booked), F("care__last_contact_at")))
    )
    return {pk: rules.silence_said(last, at) for pk, last in rows.order_by().values_list("pk", "last")}


def _alone(followed: StructureQuerySet) -> Mapping[int, str]:
    """Relays whose last referent has gone; those that never had one are on the way in."""
    rows = (
        followed.filter(relay__isnull=False)
        .exclude(pk__in=Referent.objects.current().values("structure"))
        .annotate(since=Max("referents__ended_at"))
        .exclude(since=None)
    )
    return {
        pk: f"Plus de référente ni de référent depuis le {words.full_date(since.astimezone(rules.PARIS).date())}."
        for pk, since in rows.order_by().values_list("pk", "since")
    }


def _membership(followed: StructureQuerySet, at: datetime) -> Mapping[int, str]:
    has, lacks, said = rules.renewal(at, season_at(at))
    members = Membership.objects.up_to_date()
    declined = Membership.objects.declined().filter(season=lacks)
    rows = (
        followed.filter(pk__in=members.filter(season=has).values("structure"))
        .exclude(pk__in=members.filter(season=lacks).values("structure"))
        .exclude(pk__in=declined.values("structure"))
    )
    return dict.fromkeys(rows.order_by().values_list("pk", flat=True), said)


def _unknown(followed: StructureQuerySet, at: datetime) -> Mapping[int, str]:
    """Past outings of which nobody said who came, as long as somebody may remember."""
    # the keys themselves: inside one query PostgreSQL would read every booking
    relays = list(followed.filter(relay__isnull=False).order_by().values_list("pk", flat=True))
    rows = (
        Booking.objects.filter(relay__in=relays, booked_at__gte=at - rules.REMEMBERED)
        .unreported(at)
        .order_by()
        .values("relay")
        .annotate(count=Count("pk"))
        .filter(count__gte=rules.MANY_UNKNOWN)
    )
    return {row["relay"]: f"{words.counted(row['count'], 'sortie')} sans nouvelles : qui est venu ?" for row in rows}


def _bounced(followed: StructureQuerySet) -> Mapping[int, str]:
    said: dict[int, list[str]] = defaultdict(list)
    dead = DeadAddress.objects.values("address")
    for pk, address in (
        followed.annotate(bounced=Lower("email"))
        .filter(bounced__in=dead)
        .order_by()
        .values_list("pk", "email")
        .union(
            Contact.objects.filter(structure__in=followed)
            .annotate(bounced=Lower("email"))
            .filter(bounced__in=dead)
            .order_by()
            .values_list("structure", "email"),
            Referent.objects.current()
            .filter(structure__in=followed)
            .annotate(bounced=Lower("user__email"))
            .filter(bounced__in=dead)
            .order_by()
            .values_list("structure", "user__email"),
        )
    ):
        said[pk].append(address)
    return {pk: f"Nos courriels reviennent de {words.listed(sorted(set(said)))}." for pk, said in said.items()}


def counted(chased: Iterable[Chased]) -> dict[Reason, int]:
    """How many structures for each reason."""
    numbers = dict.fromkeys(rules.PRESSING, 0)
    for each in chased:
        for reason in each.said:
            numbers[reason] += 1
    return numbers


def for_user(user: User, *, at: datetime, today: date) -> list[Chased]:
    """Of the associations whose daily work the person does."""
    return to_chase(Association.objects.run_by(user), at=at, today=today)
