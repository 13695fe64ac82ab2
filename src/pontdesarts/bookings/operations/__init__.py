"""Every write about bookings.

Lock order, everywhere: the showing (by `programme`, which moves dates or calls them off), its allotment, the booking.
Booking takes one lock, the allotment's, at the very end of its transaction: its own row is new, nobody waits for it.
"""

from ..refusals import (
    AlreadyBooked,
    AlreadyCancelled,
    AskEnded,
    AskFirst,
    AskRefused,
    BookingClosed,
    Full,
    KeptForOthers,
    NewsOwed,
    NothingProposed,
    NoWheelchairPlace,
    OutcomeRefused,
    PartyRefused,
    PickupNameMissing,
    RelayHasItsShare,
    RelayRefused,
)
from .book import book, grant
from .change import cancel, cancel_all_of, change, send_vouchers_again, tell_of_moved_date
from .lists import erase_pickup_names, send_list
from .many import book_all
from .outcome import forget_reminders, remind, tell_who_came
from .retention import forget_professionals

__all__ = [
    "AlreadyBooked",
    "AlreadyCancelled",
    "AskEnded",
    "AskFirst",
    "AskRefused",
    "BookingClosed",
    "Full",
    "KeptForOthers",
    "NewsOwed",
    "NoWheelchairPlace",
    "NothingProposed",
    "OutcomeRefused",
    "PartyRefused",
    "PickupNameMissing",
    "RelayHasItsShare",
    "RelayRefused",
    "book",
    "book_all",
    "cancel",
    "cancel_all_of",
    "change",
    "erase_pickup_names",
    "forget_professionals",
    "forget_reminders",
    "grant",
    "remind",
    "send_list",
    "send_vouchers_again",
    "tell_of_moved_date",
    "tell_who_came",
]
