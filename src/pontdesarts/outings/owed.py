"""What nobody has told of yet, referent by referent: whom we ask, of which outing, from which day on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.network.models import Referent, Structure

from .models import Claim, Rhythm

# older than that, nobody remembers: the page still lists it, no mail asks for it
ASKED_FOR = timedelta(days=90)
# « je ne sais pas encore » is believed for three days
DOUBT = timedelta(days=3)
_DOUBTED = Max(
    "claims__said_at", filter=Q(claims__source=Claim.Source.REFERENT, claims__came=None, claims__isnull=False)
)


@dataclass(frozen=True)
class Owed:
    """A past outing without news, of which one may ask from the day ``due`` on; ``late`` when the relay should have
    told by itself."""

    booking: Booking
    due: date
    late: bool


def of(user: User, at: datetime) -> list[Owed]:
    """The outings that this referent is asked about at that moment, the oldest first."""
    today = timezone.localtime(at).date()
    found = asked_of(user, at)
    rhythms = rhythms_of(booking.relay.association for booking in found)
    owed = [_owed(booking, rhythms[booking.relay.association_id], at) for booking in found]
    return [one for one in owed if one.due <= today]


def asked_of(user: User, at: datetime) -> BookingQuerySet:
    """Past, without news, not too old, and theirs to tell: they go, else they booked, else whoever did has left and
    they are one of the relay's referents."""
    posts = Referent.objects.current().filter(structure=OuterRef("relay"))
    goes, booked = Exists(posts.filter(user=OuterRef("booked_for"))), Exists(posts.filter(user=OuterRef("booked_by")))
    theirs = Q(goes=True, booked_for=user) | Q(goes=False, booked=True, booked_by=user) | Q(goes=False, booked=False)
    relays = list(Structure.objects.served_by(user).order_by("pk").values_list("pk", flat=True))
    found = Booking.objects.unreported(at).filter(relay__in=relays).annotate(goes=goes, booked=booked)
    lately = found.filter(theirs, Q(showing__starts_at__gt=at - ASKED_FOR) | Q(showing__ends_at__gt=at - ASKED_FOR))
    return lately.with_showing().annotate(doubted_at=_DOUBTED).order_by("showing__starts_at", "pk")


def of_relays(relays: Sequence[Structure], at: datetime) -> list[Booking]:
    """All that is missing of these relays, of the last three months, whoever goes; without what is not due yet, or is
    doubted. The oldest first."""
    today = timezone.localtime(at).date()
    lately = Q(showing__starts_at__gt=at - ASKED_FOR) | Q(showing__ends_at__gt=at - ASKED_FOR)
    found = Booking.objects.filter(lately, relay__in=relays).unreported(at).with_showing()
    rhythms = rhythms_of(relay.association for relay in relays)
    missing = found.annotate(doubted_at=_DOUBTED).order_by("showing__starts_at", "pk")
    return [one for one in missing if _owed(one, rhythms[one.relay.association_id], at).due <= today]


def dictated(relay: Structure, at: datetime) -> list[Booking]:
    """All that is missing of a relay, as one dictates it: the oldest first, then what it said not to know yet."""
    found = Booking.objects.filter(relay=relay).unreported(at).with_showing().annotate(doubted_at=_DOUBTED)

    def doubted(booking: Booking) -> bool:
        said: datetime | None = getattr(booking, "doubted_at", None)
        return said is not None and said > at - DOUBT

    return sorted(found.order_by("showing__starts_at", "pk"), key=doubted)


def older(relays: Sequence[Structure], at: datetime) -> BookingQuerySet:
    """What nobody told of, and no mail asks for any more: the page lists it."""
    return Booking.objects.filter(relay__in=relays).unreported(at - ASKED_FOR)


def _owed(booking: Booking, rhythm: Rhythm, at: datetime) -> Owed:
    ended = timezone.localtime(ended_at(booking))
    due = ended.date() + timedelta(days=rhythm.ask_after_days)
    doubted_at: datetime | None = getattr(booking, "doubted_at", None)
    if doubted_at:
        due = max(due, (timezone.localtime(doubted_at) + DOUBT).date())
    late = ended <= at - timedelta(days=booking.relay.association.terms.report_due_days)
    return Owed(booking, due, late)


def ended_at(booking: Booking) -> datetime:
    """When the outing was over: at its hour, or at the end of an open period."""
    showing = booking.showing
    return (showing.ends_at if showing.offer.open_dated else None) or showing.starts_at


def rhythms_of(associations: Iterable[Association]) -> dict[int, Rhythm]:
    """The rhythm of each, by its key: its own, or the usual one."""
    every = {association.pk: association for association in associations}
    own = {rhythm.association_id: rhythm for rhythm in Rhythm.objects.filter(association__in=every)}
    return {pk: own.get(pk) or Rhythm(association=association) for pk, association in every.items()}
