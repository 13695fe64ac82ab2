"""Every write about what became of an outing.

Lock order: the held bookings of the date, by their keys; nothing else. `bookings` never holds them all, and takes no
other lock after its own.
"""

from ..refusals import ChannelRefused, ClaimRefused, FeelingRefused
from .answer_by_text import answer_by_text
from .ask import ask
from .channel import choose_channel, withdraw_links
from .claims import Said, claim, count
from .feel import feel
from .retention import forget_old
from .tell import tell
from .turn import take_turn

__all__ = [
    "ChannelRefused",
    "ClaimRefused",
    "FeelingRefused",
    "Said",
    "answer_by_text",
    "ask",
    "choose_channel",
    "claim",
    "count",
    "feel",
    "forget_old",
    "take_turn",
    "tell",
    "withdraw_links",
]
