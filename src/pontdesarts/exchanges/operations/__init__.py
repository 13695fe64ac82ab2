"""Files of structures come in: dropped, matched, answered, carried out."""

from .imports import ImportChanged, answer, begin, carry_on, forget_old, match_columns, receive
from .looking import look_up
from .plans import plan_of, read_file

__all__ = [
    "ImportChanged",
    "answer",
    "begin",
    "carry_on",
    "forget_old",
    "look_up",
    "match_columns",
    "plan_of",
    "read_file",
    "receive",
]
