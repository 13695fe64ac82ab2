"""Every write about permanences. Lock order: the pick, then all that `bookings` locks."""

from ..refusals import PermanenceClosed, PermanenceRefused, PickRefused
from .picks import Chosen, receive, withdraw
from .retention import close_forgotten, forget_people
from .sessions import close, open_for, reopen

__all__ = [
    "Chosen",
    "PermanenceClosed",
    "PermanenceRefused",
    "PickRefused",
    "close",
    "close_forgotten",
    "forget_people",
    "open_for",
    "receive",
    "reopen",
    "withdraw",
]
