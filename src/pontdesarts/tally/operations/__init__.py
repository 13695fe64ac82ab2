"""Every write about ticked lists.

Lock order: the showing or the reading, then what `outings` locks. Nothing is claimed of a booking but by `save` and
`save_by_hand`, which a person calls.
"""

from ..refusals import AlreadyEnded, PhotosRefused
from .ending import drop, save, save_by_hand
from .photos import read_next, send
from .retention import forget_pictures, forget_sheets
from .sheets import print_sheet

__all__ = [
    "AlreadyEnded",
    "PhotosRefused",
    "drop",
    "forget_pictures",
    "forget_sheets",
    "print_sheet",
    "read_next",
    "save",
    "save_by_hand",
    "send",
]
