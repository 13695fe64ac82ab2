"""What each source says of an outing when they differ, side by side, as the team reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import came_in_words

from .models import Claim, Dispute
from .operations.settle import ASKABLE

# what was settled may be taken back for a month, from this page
TAKEN_BACK = timedelta(days=30)
MOST_SETTLED = 10


@dataclass(frozen=True)
class Version:
    """``who`` is empty for somebody of another association."""

    source: str
    said: str
    via: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """``choices`` are the numbers that were said, with who says so; a neighbour's relay goes by its association."""

    dispute: Dispute
    relay: str
    versions: list[Version]
    choices: list[tuple[int, str]]
    bookings: list[Booking]
    may_ask: bool


def rows(disputes: Sequence[Dispute]) -> list[Row]:
    """Constant queries, however many differ."""
    showings = {dispute.showing_id for dispute in disputes}
    claims: dict[tuple[int, int | None], list[Claim]] = {}
    for claim in Claim.objects.filter(showing__in=showings).last_of_each():
        claims.setdefault((claim.showing_id, claim.booking_id), []).append(claim)
    counted = {dispute.showing_id for dispute in disputes if dispute.booking_id is None}
    bookings: dict[int, list[Booking]] = {}
    held = Booking.objects.held().filter(showing__in=counted).select_related("relay__association")
    for booking in held.order_by("relay__sort_name", "pk"):
        bookings.setdefault(booking.showing_id, []).append(booking)
    return [
        _row(dispute, claims.get((dispute.showing_id, dispute.booking_id), []), bookings.get(dispute.showing_id, []))
        for dispute in disputes
    ]


def _row(dispute: Dispute, claims: list[Claim], bookings: list[Booking]) -> Row:
    booking, home = dispute.booking, dispute.showing.offer.association
    known = sorted((claim for claim in claims if claim.came is not None), key=lambda claim: claim.said_at)
    choices: dict[int, list[str]] = {}
    for claim in known:
        if claim.came is not None:
            choices.setdefault(claim.came, []).append(claim.get_source_display())
    return Row(
        dispute,
        named(booking, home) if booking else "",
        [_version(claim, booking, home) for claim in known],
        [(came, ", ".join(sources)) for came, sources in sorted(choices.items(), reverse=True)] if booking else [],
        bookings if booking is None else [],
        may_ask=booking is not None and dispute.kind in ASKABLE,
    )


def _version(claim: Claim, booking: Booking | None, home: Association) -> Version:
    theirs = booking is not None and booking.relay.association_id != home.pk
    hidden = theirs and claim.source == Claim.Source.REFERENT
    if booking is None:
        said = f"{claim.came} en tout"
    elif claim.came is not None and claim.came > booking.places:
        said = f"{claim.came}, pour {booking.places} réservées"
    else:
        said = came_in_words(claim.came, booking.places, excused=claim.excused)
    who = "" if hidden else claim.said_by_label
    return Version(claim.get_source_display(), said, claim.get_via_display(), who, claim.said_at)


def named(booking: Booking, home: Association) -> str:
    """The relay, to its own association; to another, the name of its association alone."""
    relay = booking.relay
    return relay.name if relay.association_id == home.pk else f"un relais de {relay.association.name}"


def settled_lately(associations: Sequence[Association], at: datetime) -> list[Claim]:
    """The team's words that stand, the last first: each may be taken back."""
    words = Claim.objects.filter(
        source=Claim.Source.TEAM, said_at__gt=at - TAKEN_BACK, showing__offer__association__in=associations
    )
    last = words.last_of_each().values("pk")
    standing = Claim.objects.filter(pk__in=last, came__isnull=False).select_related(
        "showing__offer__association", "booking__relay__association"
    )
    return list(standing.order_by("-said_at", "-pk")[:MOST_SETTLED])
