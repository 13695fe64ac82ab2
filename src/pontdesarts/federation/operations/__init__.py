from ..conditions import DepartureRefused
from .archives import ArchiveBusy, ask_archive, fail_archive, forget_archives, make_archive, take_away
from .leaving import leave, reopen, take_in
from .visits import VisitRefused, close_visit, end_federation_role, give_federation_role, open_visit

__all__ = [
    "ArchiveBusy",
    "DepartureRefused",
    "VisitRefused",
    "ask_archive",
    "close_visit",
    "end_federation_role",
    "fail_archive",
    "forget_archives",
    "give_federation_role",
    "leave",
    "make_archive",
    "open_visit",
    "reopen",
    "take_away",
    "take_in",
]
