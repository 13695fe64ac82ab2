"""What a relay asks for when it cannot simply book: it waits for places to come back, or for the venue to say yes."""

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router
from ninja.responses import Status

from pontdesarts.bookings import operations

from ..rules import Scope
from . import reading, rows, shapes
from .door import Call, acting
from .entries import entry
from .once import REPLAYED, IdempotencyKey, answered, key_used, request_id
from .programme import for_associations
from .shapes import Id, Limit

router = Router(tags=["asks"])


@entry(router, "GET", "/asks", scope=Scope.BOOKINGS_READ, answers=shapes.Asks)
def list_asks(
    request: Call,
    after: Id | None = None,
    limit: Limit = 50,
    showing: Id | None = None,
    relay: Id | None = None,
    kind: Literal["waiting", "request"] | None = None,
    state: Literal["open", "ended"] | None = None,
) -> shapes.Asks:
    """What the association's relays wait for, or ask."""
    for_associations(request)
    found = reading.narrowed(reading.asks(request.token), showing=showing, relay=relay, kind=kind)
    if state:
        found = found.filter(ended_at__isnull=state == "open")
    items, following = reading.page(request, found, rows.ask, after=after, limit=limit)
    return shapes.Asks(items=items, next=following)


@entry(
    router,
    "POST",
    "/asks",
    scope=Scope.BOOKINGS_WRITE,
    answers={201: shapes.Ask, 200: shapes.Ask},
    more=REPLAYED,
)
def create_ask(
    request: Call, response: HttpResponse, idempotency_key: IdempotencyKey, body: shapes.NewAsk
) -> Status[Any]:
    """Enter a waiting list, or ask the venue for places, for a relay.

    The relay answers what is then proposed to it by its own mail or page. `Idempotency-Key` as for bookings.
    """
    for_associations(request)
    showing, relay = reading.to_book(request.token, body.showing, body.relay)
    write = operations.wait if body.kind == "waiting" else operations.request
    key = request_id(request.token, idempotency_key)
    ask = write(
        showing,
        relay=relay,
        party=body.party.read(),
        least=body.least,
        pickup_name=body.pickup_name,
        request_id=key,
        by=acting(request, on_behalf_of=relay.name),
        at=request.at,
    )
    if (ask.kind, ask.least) != (body.kind, body.least or ask.places):
        raise key_used()
    said = rows.ask(reading.found(reading.asks(request.token), pk=ask.pk))
    return answered(response, said, made=ask.asked_at == request.at)


@entry(router, "GET", "/asks/{int:ask}", scope=Scope.BOOKINGS_READ, answers=shapes.Ask)
def get_ask(request: Call, ask: Id) -> shapes.Ask:
    """One of them."""
    for_associations(request)
    return rows.ask(reading.found(reading.asks(request.token), pk=ask))


@entry(router, "PUT", "/asks/{int:ask}/end", scope=Scope.BOOKINGS_WRITE, answers=shapes.Ask)
def leave_ask(request: Call, ask: Id) -> shapes.Ask:
    """Leave the list, or withdraw the request. Leaving twice changes nothing."""
    for_associations(request)
    row = reading.found(reading.asks(request.token).select_related("relay"), pk=ask)
    if row.ended_at is None:
        operations.leave(row, by=acting(request, on_behalf_of=row.relay.name), at=request.at)
    return rows.ask(reading.found(reading.asks(request.token), pk=ask))
