"""Every write about draws.

Lock order: the draw, then allotments by their key, then bookings. Whoever calls a date off holds its allotment and
locks no draw.
"""

from ..conditions import Window
from ..refusals import (
    DrawEnded,
    DrawRefused,
    DrawStarted,
    SecretLost,
    TooEarly,
    WishesClosed,
    WishRefused,
)
from .draws import Plan, cancel_draw, change_draw, open_draw
from .lots import refuse_other_mode, take_out, tell_of_moved_lot
from .retention import forget_people
from .rounds import draw_round, open_rest, open_round, release_rest
from .telling import tell_of_opening
from .wishes import change_wish, make_wish, move_wish, restore_wish, withdraw_wish

__all__ = [
    "DrawEnded",
    "DrawRefused",
    "DrawStarted",
    "Plan",
    "SecretLost",
    "TooEarly",
    "Window",
    "WishRefused",
    "WishesClosed",
    "cancel_draw",
    "change_draw",
    "change_wish",
    "draw_round",
    "forget_people",
    "make_wish",
    "move_wish",
    "open_draw",
    "open_rest",
    "open_round",
    "refuse_other_mode",
    "release_rest",
    "restore_wish",
    "take_out",
    "tell_of_moved_lot",
    "tell_of_opening",
    "withdraw_wish",
]
