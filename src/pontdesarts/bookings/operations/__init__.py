"""Every write about bookings.

Lock order, everywhere: the showing (by `programme`, which moves dates or calls them off), its allotment, the booking.
Booking takes one lock, the allotment's, at the very end of its transaction: its own row is new, nobody waits for it.
Whoever waits, asks or is proposed places locks the allotment first, then its ask, then the proposal.
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
    PartyRefused,
    PickupNameMissing,
    RelayHasItsShare,
    RelayRefused,
)
from .answers import accept, decline, expire
from .asks import leave
from .book import book, grant
from .change import Kept, cancel, cancel_all_of, change, send_vouchers_again, tell_of_moved_date
from .lists import erase_pickup_names, send_list
from .many import book_all
from .requests import TAKEN_BACK_WITHIN, answer_request, refuse_request, request, take_back, tell_answerer
from .retention import forget_professionals
from .turns import call_off, offer_next
from .waiting import change_ask, end_when_over, look_again, move_ask, release_gathered, wait

__all__ = [
    "TAKEN_BACK_WITHIN",
    "AlreadyBooked",
    "AlreadyCancelled",
    "AskEnded",
    "AskFirst",
    "AskRefused",
    "BookingClosed",
    "Full",
    "Kept",
    "KeptForOthers",
    "NewsOwed",
    "NoWheelchairPlace",
    "NothingProposed",
    "PartyRefused",
    "PickupNameMissing",
    "RelayHasItsShare",
    "RelayRefused",
    "accept",
    "answer_request",
    "book",
    "book_all",
    "call_off",
    "cancel",
    "cancel_all_of",
    "change",
    "change_ask",
    "decline",
    "end_when_over",
    "erase_pickup_names",
    "expire",
    "forget_professionals",
    "grant",
    "leave",
    "look_again",
    "move_ask",
    "offer_next",
    "refuse_request",
    "release_gathered",
    "request",
    "send_list",
    "send_vouchers_again",
    "take_back",
    "tell_answerer",
    "tell_of_moved_date",
    "wait",
]
