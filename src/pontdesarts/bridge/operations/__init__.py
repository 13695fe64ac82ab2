"""Every write of the passerelle: what is published, who is put in touch, what came of it."""

from .announcements import change, publish, put_back, send_link, withdraw
from .outcomes import close, reopen, tell_held, tell_not_held, undo_outcome
from .retention import forget_old
from .threads import connect, write

__all__ = [
    "change",
    "close",
    "connect",
    "forget_old",
    "publish",
    "put_back",
    "reopen",
    "send_link",
    "tell_held",
    "tell_not_held",
    "undo_outcome",
    "withdraw",
    "write",
]
