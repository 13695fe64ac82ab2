"""Every write of individual supports."""

from .plan import add_step, change_step, mark_step, note_visit, remove_step, remove_visit
from .retention import forget_old
from .supports import accept, ask, decline, diagnose, end, reopen

__all__ = [
    "accept",
    "add_step",
    "ask",
    "change_step",
    "decline",
    "diagnose",
    "end",
    "forget_old",
    "mark_step",
    "note_visit",
    "remove_step",
    "remove_visit",
    "reopen",
]
