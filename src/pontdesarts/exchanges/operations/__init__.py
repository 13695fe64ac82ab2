"""Files of structures come in: dropped, matched, answered, carried out."""

from .imports import ImportChanged, answer, begin, carry_on, forget_old, match_columns, receive
from .looking import look_up
from .undoing import undo

__all__ = [
    "ImportChanged",
    "answer",
    "begin",
    "carry_on",
    "forget_old",
    "look_up",
    "match_columns",
    "receive",
    "undo",
]
