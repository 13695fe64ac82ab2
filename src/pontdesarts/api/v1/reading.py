"""What a token sees: its association's, or its partner's own and nothing of the relays. And how lists are cut."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from pontdesarts.bookings import conditions
from pontdesarts.bookings.models import Ask, Booking, BookingQuerySet, Proposal
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.prepared import Prepared
from pontdesarts.programme.models import Offer, Showing
from pontdesarts.programme.models.offer import open_to_neighbours

from ..models import Token
from . import problems
from .door import Call

M = TypeVar("M", bound=Model)
S = TypeVar("S")


def offers(token: Token) -> QuerySet[Offer]:
    """Published once: those that were withdrawn say so."""
    rows = Offer.objects.filter(_seen(token, ""))
    return rows.select_related("association", "venue__commune", "partner__partner").defer("search", "imported")


def showings(token: Token) -> QuerySet[Showing]:
    return Showing.objects.filter(_seen(token, "offer__")).in_full().defer("offer__search", "offer__imported")


def own_showings(token: Token) -> QuerySet[Showing]:
    """Dates whose list is theirs to read: a neighbour's is not."""
    rows = showings(token)
    return rows if token.partner_id else rows.filter(offer__association=token.association_id)


def doors(token: Token) -> QuerySet[Showing]:
    """Dates where they welcome people themselves: an association says nothing at the door of its partners."""
    rows = own_showings(token)
    return rows if token.partner_id else rows.filter(offer__partner=None)


def relays(token: Token) -> StructureQuerySet:
    rows = Structure.objects.relays().filter(association=token.association_id)
    return rows.select_related("relay", "association")


def bookings(token: Token) -> BookingQuerySet:
    return Booking.objects.filter(relay__association=token.association_id)


def asks(token: Token) -> QuerySet[Ask]:
    pending = Prefetch("proposals", Proposal.objects.pending().order_by("pk"), to_attr="pending")
    return (
        Ask.objects.filter(relay__association=token.association_id).select_related("booking").prefetch_related(pending)
    )


def _seen(token: Token, prefix: str) -> Q:
    published = Q(**{f"{prefix}published_at__isnull": False})
    if token.partner_id:
        return published & Q(**{f"{prefix}partner": token.partner_id})
    return published & Q(**{f"{prefix}association": token.association_id}) | open_to_neighbours(prefix)


def changed_since(model: type[Model], since: datetime, key: str = "pk") -> Exists:
    """Whether the journal has a line about the thing that ``key`` names, from this instant on."""
    subject = Cast(OuterRef(key), CharField())
    kind = ContentType.objects.get_for_model(model)
    return Exists(Entry.objects.filter(subject_type=kind, subject_id=subject, at__gte=since))


def found(rows: QuerySet[M], **key: Any) -> M:
    """The row, or 404: what is another's does not exist."""
    row = rows.filter(**key).first() if rows.query.order_by else rows.filter(**key).order_by("pk").first()
    if row is None:
        raise problems.not_found()
    return row


def narrowed(rows: QuerySet[M], **wanted: object) -> QuerySet[M]:
    """The rows that a query asks for: what it leaves out (``None``) narrows nothing."""
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _date(association_id: int, showing_id: int) -> QuerySet[Showing]:
    seen = showings(Token(association_id=association_id)).filter(pk=showing_id)
    return conditions.with_what_is_read(seen)


def _relay(association_id: int, relay_id: int) -> StructureQuerySet:
    rows = relays(Token(association_id=association_id)).filter(pk=relay_id)
    return conditions.relays_with_what_is_read(rows)


_read_date, _read_relay = Prepared(_date), Prepared(_relay)


def to_book(token: Token, showing_id: int, relay_id: int) -> tuple[Showing, Structure]:
    """`showings` and `relays` of an association, one of each, or 404; asked at every booking."""
    dates = _read_date(association_id=token.association_id, showing_id=showing_id)
    found = _read_relay(association_id=token.association_id, relay_id=relay_id)
    if not dates or not found:
        raise problems.not_found()
    return dates[0], found[0]


def page(
    request: Call, rows: QuerySet[M], say: Callable[[M], S], *, after: int | None, limit: int
) -> tuple[list[S], str | None]:
    """A page by number: what comes after ``after``; and the address of the next one. No row is counted or skipped."""
    wanted = rows.filter(pk__gt=after) if after else rows
    read = list(wanted.order_by("pk")[: limit + 1])
    following = None
    if len(read) > limit:
        query = request.GET.copy()
        query["after"] = str(read[limit - 1].pk)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return [say(row) for row in read[:limit]], following
