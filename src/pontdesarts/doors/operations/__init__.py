"""Every write at the door.

Lock order: the reception of the date, then what `outings` locks. Whoever writes has the reception: what follows from
the set of what was read is worked out by one at a time, over all that is known.
"""

from ..refusals import DoorRefused
from .evening import end, enter, reopen, say_lines, take_back
from .retention import forget_devices
from .scans import Answer, Read, receive

__all__ = [
    "Answer",
    "DoorRefused",
    "Read",
    "end",
    "enter",
    "forget_devices",
    "receive",
    "reopen",
    "say_lines",
    "take_back",
]
