"""Every write about bookings.

Lock order, everywhere: the showing (by `programme`, which moves dates or calls them off), its allotment, the booking.
Booking takes one lock, the allotment's, at the very end of its transaction: its own row is new, nobody waits for it.
"""

from ..refusals import (
    AlreadyBooked,
    AlreadyCancelled,
    BookingClosed,
    Full,
    NoWheelchairPlace,
    PartyRefused,
    PickupNameMissing,
    RelayRefused,
)
from .book import book
from .change import cancel, cancel_all_of, change, send_vouchers_again, tell_of_moved_date
from .lists import erase_pickup_names, send_list
from .retention import forget_professionals

__all__ = [
    "AlreadyBooked",
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
    "erase_pickup_names",
    "forget_professionals",
    "send_list",
    "send_vouchers_again",
    "tell_of_moved_date",
]
