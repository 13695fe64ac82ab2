"""Every write about what became of an outing.

Lock order: the bookings of a date, by their keys; of several dates, date by date. `bookings` never holds them all, and
takes no other lock after its own.
"""

from ..refusals import AskingRefused, CallRefused, ChannelRefused, ClaimRefused, FeelingRefused, SettledAlready
from .answer_by_text import answer_by_text
from .ask import ask
from .call import note_call
from .channel import choose_channel, withdraw_links
from .claims import Said, claim, count
from .feel import feel
from .letters import send_reminder, send_statement
from .retention import forget_old
from .rhythm import change_rhythm
from .settle import ask_the_relay, settle, take_back
from .tell import tell
from .turn import take_turn

__all__ = [
    "AskingRefused",
    "CallRefused",
    "ChannelRefused",
    "ClaimRefused",
    "FeelingRefused",
    "Said",
    "SettledAlready",
    "answer_by_text",
    "ask",
    "ask_the_relay",
    "change_rhythm",
    "choose_channel",
    "claim",
    "count",
    "feel",
    "forget_old",
    "note_call",
    "send_reminder",
    "send_statement",
    "settle",
    "take_back",
    "take_turn",
    "tell",
    "withdraw_links",
]
