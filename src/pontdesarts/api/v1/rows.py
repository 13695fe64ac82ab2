"""Rows as the API says them."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.bookings import models as bookings
from pontdesarts.bookings.guests import Guest
from pontdesarts.network.models import Structure, Venue
from pontdesarts.programme import models as programme

from .. import models, sealing
from . import shapes


def place(venue: Venue | None) -> shapes.Place | None:
    if venue is None:
        return None
    return shapes.Place(
        id=venue.pk,
        name=venue.name,
        address=venue.address,
        postal_code=venue.postal_code,
        commune=venue.commune.name if venue.commune else None,
    )


def offer(row: programme.Offer, token: models.Token) -> shapes.Offer:
    terms = row.terms
    return shapes.Offer(
        id=row.pk,
        title=row.title,
        discipline=row.discipline,
        summary=row.summary,
        association=row.association.name,
        partner=shapes.Named(id=row.partner.pk, name=row.partner.name) if row.partner else None,
        place=place(row.venue),
        age_from=row.age_from,
        age_to=row.age_to,
        duration=row.duration,
        language_free=row.language_free,
        outdoors=row.outdoors,
        access=list(row.access),
        open_dated=row.open_dated,
        booking_mode=row.booking_mode,
        voucher_mode=row.voucher_mode,
        pickup_name_required=row.names_required or bool(row.partner and row.partner.partner.names_required),
        limits=shapes.Limits(
            alone=terms.most_alone, family=terms.most_family, group=terms.most_group, per_relay=terms.most_per_relay
        ),
        neighbour=row.association_id != token.association_id,
        published_at=row.published_at or row.created_at,
        withdrawn_at=row.withdrawn_at,
        url=settings.BASE_URL + reverse("programme:detail", args=[row.pk]),
    )


def availability(row: programme.Allotment, at: datetime) -> shapes.Availability:
    showing = row.showing
    stopped = row.stopped_at or showing.cancelled_at or not showing.offer.is_published(at) or showing.is_over(at)
    return shapes.Availability(
        showing=showing.pk,
        is_open=not stopped and row.is_open(at),
        places=row.places,
        left=row.left,
        wheelchair_left=row.wheelchair_left,
        kept_for_priority=row.kept_for_priority(at),
        kept_for_wheelchairs=row.kept_for_wheelchairs(at),
        left_for_neighbours=max(0, min(row.neighbour_places - row.neighbour_taken, row.left)),
        most_per_booking=row.most_per_booking,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        late_until=row.late_until,
    )


def showing(row: programme.Showing, at: datetime) -> shapes.Showing:
    return shapes.Showing(
        id=row.pk,
        offer=row.offer_id,
        title=row.offer.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        all_day=row.all_day,
        place=place(row.place),
        cancelled_at=row.cancelled_at,
        availability=availability(row.allotment, at) if hasattr(row, "allotment") else None,
    )


def relay(row: Structure) -> shapes.Relay:
    return shapes.Relay(id=row.pk, name=row.name, suspended=bool(row.barred))


def booking(row: bookings.Booking) -> shapes.Booking:
    return shapes.Booking(
        code=row.code,
        showing=row.showing_id,
        relay=row.relay_id,
        status="cancelled" if row.cancelled_at else "held",
        places=row.places,
        party=shapes.Party.of(row.party),
        booked_at=row.booked_at,
        changed_at=row.changed_at,
        cancelled_at=row.cancelled_at,
        cancelled_late=row.cancelled_late,
        cancelled_by_venue=row.cancelled_by_venue,
        came=row.came,
    )


def ask(row: bookings.Ask) -> shapes.Ask:
    """``row.pending`` is what was proposed and not answered: see `reading.asks`."""
    pending = next(iter(getattr(row, "pending", ())), None)
    return shapes.Ask(
        id=row.pk,
        kind="waiting" if row.kind == bookings.Ask.Kind.WAITING else "request",
        showing=row.showing_id,
        relay=row.relay_id,
        places=row.places,
        least=row.least,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        end=row.end,
        booking=row.booking.code if row.booking else None,
        proposal=shapes.Proposal(places=pending.places, expires_at=pending.expires_at) if pending else None,
    )


def guest(row: Guest) -> shapes.Guest:
    return shapes.Guest(
        code=row.code,
        name=row.name,
        places=row.places,
        children=row.children,
        wheelchair=row.wheelchair,
        needs=list(row.needs),
    )


def webhook(row: models.Webhook) -> shapes.Webhook:
    return shapes.Webhook(
        id=row.pk,
        url=row.url,
        events=row.events,
        created_at=row.created_at,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
    )


def webhook_with_secret(row: models.Webhook) -> shapes.WebhookWithSecret:
    return shapes.WebhookWithSecret(**webhook(row).model_dump(), secret=sealing.unseal(row.secret_sealed))


def delivery(row: models.Delivery) -> shapes.Delivery:
    return shapes.Delivery(
        id=row.pk,
        event_id=f"evt_{row.event_id.hex}",
        event=row.event,
        created_at=row.created_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        last_status=row.last_status,
        failure=row.failure,
        arrived_at=row.arrived_at,
        given_up_at=row.given_up_at,
    )
