"""Bookings of the association's relays, by the same operations as the pages."""

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from pontdesarts.bookings import codes, operations
from pontdesarts.bookings.models import Booking

from ..rules import Scope
from . import reading, rows, shapes
from .door import Call, acting
from .entries import entry
from .once import REPLAYED, IdempotencyKey, answered, key_used, request_id
from .problems import not_found
from .programme import for_associations
from .shapes import Id, Limit, Moment

router = Router(tags=["bookings"])

Code = Annotated[str, Field(pattern=r"^[2-9C-Y]{3}-[2-9C-Y]{3}-[2-9C-Y]{2}$")]


@entry(router, "GET", "/bookings", scope=Scope.BOOKINGS_READ, answers=shapes.Bookings)
def list_bookings(
    request: Call,
    after: Id | None = None,
    limit: Limit = 50,
    showing: Id | None = None,
    relay: Id | None = None,
    state: Literal["held", "cancelled"] | None = None,
    changed_since: Moment | None = None,
) -> shapes.Bookings:
    """Bookings of the association's relays."""
    for_associations(request)
    found = reading.narrowed(reading.bookings(request.token), showing=showing, relay=relay)
    if state:
        found = found.filter(cancelled_at__isnull=state == "held")
    if changed_since:
        found = found.filter(
            Q(booked_at__gte=changed_since)
            | Q(changed_at__gte=changed_since)
            | Q(cancelled_at__gte=changed_since)
            | Q(told_at__gte=changed_since)
        )
    items, following = reading.page(request, found, rows.booking, after=after, limit=limit)
    return shapes.Bookings(items=items, next=following)


@entry(
    router,
    "POST",
    "/bookings",
    scope=Scope.BOOKINGS_WRITE,
    answers={201: shapes.Booking, 200: shapes.Booking},
    more=REPLAYED,
)
def create_booking(
    request: Call, response: HttpResponse, idempotency_key: IdempotencyKey, body: shapes.NewBooking
) -> Status[Any]:
    """Book for a relay.

    The same `Idempotency-Key` sent again with the same body is the same booking (200, `Idempotent-Replayed: true`);
    with another body it is refused (409). An answer that was lost is asked for again with its key.
    """
    for_associations(request)
    showing, relay = reading.to_book(request.token, body.showing, body.relay)
    try:
        booking = operations.book(
            showing,
            relay=relay,
            party=body.party.read(),
            pickup_name=body.pickup_name,
            request_id=request_id(request.token, idempotency_key),
            by=acting(request, on_behalf_of=relay.name),
            at=request.at,
        )
    except operations.AlreadyBooked:
        raise key_used() from None
    # what was made now carries the instant of this request
    return answered(response, rows.booking(booking), made=booking.booked_at == request.at)


@entry(router, "GET", "/bookings/{code}", scope=Scope.BOOKINGS_READ, answers=shapes.Booking)
def get_booking(request: Call, code: Code) -> shapes.Booking:
    """One booking, by the code of its voucher."""
    for_associations(request)
    return rows.booking(_booking(request, code))


@entry(router, "PUT", "/bookings/{code}/party", scope=Scope.BOOKINGS_WRITE, answers=shapes.Booking)
def change_booking(request: Call, code: Code, body: shapes.ChangedBooking) -> shapes.Booking:
    """Give the booking another party; the same party twice writes nothing. After closing it may only shrink."""
    for_associations(request)
    row = _booking(request, code)
    changed = operations.change(
        row,
        party=body.party.read(),
        pickup_name=body.pickup_name,
        by=acting(request, on_behalf_of=row.relay.name),
        at=request.at,
    )
    return rows.booking(changed)


@entry(router, "PUT", "/bookings/{code}/cancellation", scope=Scope.BOOKINGS_WRITE, answers=shapes.Booking)
def cancel_booking(request: Call, code: Code, body: shapes.Cancellation) -> shapes.Booking:
    """Cancel the booking: its places go back at once. Cancelling what is cancelled changes nothing."""
    for_associations(request)
    row = _booking(request, code)
    if row.cancelled_at is None:
        try:
            by = acting(request, on_behalf_of=row.relay.name)
            row = operations.cancel(row, reason=body.reason, by=by, at=request.at)
        except operations.AlreadyCancelled:  # at the same moment, by somebody else
            row.refresh_from_db()
    return rows.booking(row)


def _booking(request: Call, code: str) -> Booking:
    if not codes.normalise(code):
        raise not_found()
    return reading.found(reading.bookings(request.token).with_showing(), code=codes.normalise(code))
