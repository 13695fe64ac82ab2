from .announcement import Announcement, AnnouncementQuerySet, Kind, Side
from .thread import Speaker, Thread, ThreadMessage, ThreadQuerySet

__all__ = [
    "Announcement",
    "AnnouncementQuerySet",
    "Kind",
    "Side",
    "Speaker",
    "Thread",
    "ThreadMessage",
    "ThreadQuerySet",
]
