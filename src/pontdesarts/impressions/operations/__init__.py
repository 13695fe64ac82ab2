"""Every write about what spectators said, and what partners are told of it."""

from ..refusals import LetterRefused, ModerationRefused, ThanksRefused
from .letter import send_letter
from .moderate import moderate
from .retention import forget_old, unlink_read
from .thank import thank

__all__ = [
    "LetterRefused",
    "ModerationRefused",
    "ThanksRefused",
    "forget_old",
    "moderate",
    "send_letter",
    "thank",
    "unlink_read",
]
