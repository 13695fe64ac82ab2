"""Every write about bookings.

Lock order: the booking, then its showing's allotment, always last and just before the end of the transaction, because
it is the row that everybody wants.
"""

from .book import book
from .change import cancel, cancel_all_of, change
from .refusals import (
    AlreadyCancelled,
    BookingClosed,
    Full,
    NoWheelchairPlace,
    PartyRefused,
    PickupNameMissing,
    RelayRefused,
)

__all__ = [
    "AlreadyCancelled",
    "BookingClosed",
    "Full",
    "NoWheelchairPlace",
    "PartyRefused",
    "PickupNameMissing",
    "RelayRefused",
    "book",
    "cancel",
    "cancel_all_of",
    "change",
]
