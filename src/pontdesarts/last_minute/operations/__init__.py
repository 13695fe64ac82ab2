"""Every write about the last minute.

Lock order: the showing, its allotment, then ours. Whoever tells people of a release is alone to do so.
"""

from ..refusals import NothingReleased, ReleaseRefused
from .alerts import resume, stop, take, tell
from .release import end_release, release, reopen
from .retention import forget_old

__all__ = [
    "NothingReleased",
    "ReleaseRefused",
    "end_release",
    "forget_old",
    "release",
    "reopen",
    "resume",
    "stop",
    "take",
    "tell",
]
