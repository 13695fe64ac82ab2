"""What a program may do, how often, and how long we keep trying to reach it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class Scope(StrEnum):
    """What a token opens. Values are in the documentation of integrators: they never change."""

    PROGRAMME_READ = "programme:read"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    CHECKIN_READ = "checkin:read"
    CHECKIN_WRITE = "checkin:write"
    WEBHOOKS_WRITE = "webhooks:write"


# a venue's ticketing system: its own dates and who comes, never the relays
OF_PARTNERS = frozenset({Scope.PROGRAMME_READ, Scope.CHECKIN_READ, Scope.CHECKIN_WRITE, Scope.WEBHOOKS_WRITE})


class Event(StrEnum):
    """What a webhook may be told."""

    BOOKED = "booking.booked"
    CHANGED = "booking.changed"
    CANCELLED = "booking.cancelled"


PING = "ping"

MOST_WEBHOOKS = 10
MOST_DAYS = 400  # a token is renewed each season

# after the first try: sooner for a hiccup, later for a night's breakdown; about a day in all
DELAYS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 10 * 3600)
)
GIVES_UP_AFTER = timedelta(days=3)
DELIVERIES_KEPT = timedelta(days=30)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures; ``None`` when enough is enough."""
    return at + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def is_beyond_hope(failing_since: datetime, at: datetime) -> bool:
    """Nothing has arrived there for days."""
    return at - failing_since >= GIVES_UP_AFTER


def has_arrived(status: int) -> bool:
    """Any 2xx; a redirection is not followed, and is a failure."""
    return 200 <= status < 300
