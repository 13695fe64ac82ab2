"""Offers, their dates, the places that are left."""

from typing import Literal

from ninja import Router

from pontdesarts.programme.models import Offer, Showing

from ..rules import Scope
from . import reading, rows, shapes
from .door import Call
from .entries import entry
from .problems import Problem
from .shapes import Day, Id, Limit, Moment

router = Router(tags=["programme"])
READ = Scope.PROGRAMME_READ


@entry(router, "GET", "/offers", scope=READ, answers=shapes.Offers)
def list_offers(
    request: Call,
    after: Id | None = None,
    limit: Limit = 50,
    partner: Id | None = None,
    discipline: str | None = None,
    changed_since: Moment | None = None,
) -> shapes.Offers:
    """Offers that are or were published.

    `changed_since`: something was written about the offer, its dates or its places since then.
    """
    found = reading.offers(request.token)
    if partner:
        found = found.filter(partner=partner)
    if discipline is not None:
        found = found.filter(discipline=discipline.replace("\x00", ""))
    if changed_since:
        found = found.filter(reading.changed_since(Offer, changed_since))
    items, following = reading.page(
        request, found, lambda row: rows.offer(row, request.token), after=after, limit=limit
    )
    return shapes.Offers(items=items, next=following)


@entry(router, "GET", "/offers/{int:offer}", scope=READ, answers=shapes.Offer)
def get_offer(request: Call, offer: Id) -> shapes.Offer:
    """One offer."""
    return rows.offer(reading.found(reading.offers(request.token), pk=offer), request.token)


@entry(router, "GET", "/showings", scope=READ, answers=shapes.Showings)
def list_showings(
    request: Call,
    after: Id | None = None,
    limit: Limit = 50,
    offer: Id | None = None,
    since: Day | None = None,
    until: Day | None = None,
    state: Literal["held", "cancelled"] | None = None,
    changed_since: Moment | None = None,
) -> shapes.Showings:
    """Dates of the offers.

    `since` and `until` are days in France, both included. `changed_since` tells of dates moved, called off, or whose
    offer changed; places that are booked are told by webhooks, or by asking again with `If-None-Match`.
    """
    found = reading.narrowed(
        reading.showings(request.token), offer=offer, starts_at__date__gte=since, starts_at__date__lte=until
    )
    if state:
        found = found.filter(cancelled_at__isnull=state == "held")
    if changed_since:
        found = found.filter(
            reading.changed_since(Showing, changed_since) | reading.changed_since(Offer, changed_since, "offer_id")
        )
    items, following = reading.page(request, found, lambda row: rows.showing(row, request.at), after=after, limit=limit)
    return shapes.Showings(items=items, next=following)


@entry(router, "GET", "/showings/{int:showing}", scope=READ, answers=shapes.Showing)
def get_showing(request: Call, showing: Id) -> shapes.Showing:
    """One date."""
    return rows.showing(reading.found(reading.showings(request.token), pk=showing), request.at)


@entry(router, "GET", "/showings/{int:showing}/availability", scope=READ, answers=shapes.Availability)
def get_availability(request: Call, showing: Id) -> shapes.Availability:
    """Places of one date: how many, how many are left, for whom some are kept. 404 when none is given."""
    row = reading.found(reading.showings(request.token), pk=showing)
    if not hasattr(row, "allotment"):
        raise Problem(404, "Aucune place n'est offerte à cette date.", "Attendez que le lieu en offre.")
    return rows.availability(row.allotment, request.at)


@entry(router, "GET", "/relays", scope=READ, answers=shapes.Relays)
def list_relays(request: Call, after: Id | None = None, limit: Limit = 50) -> shapes.Relays:
    """Relays of the association, by name and number; for an association's token only."""
    for_associations(request)
    found = reading.relays(request.token)
    items, following = reading.page(request, found, rows.relay, after=after, limit=limit)
    return shapes.Relays(items=items, next=following)


def for_associations(request: Call) -> None:
    """Raise 403 for a partner: it knows nothing of the relays."""
    if request.token.partner_id:
        raise Problem(
            403,
            "Les relais et leurs réservations sont l'affaire de l'association.",
            "Lisez la liste d'accueil de vos dates.",
        )
