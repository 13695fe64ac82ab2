"""Every write about what became of an outing.

Lock order: the held bookings of the date, by their keys; nothing else. `bookings` never holds them all, and takes no
other lock after its own.
"""

from ..refusals import ClaimRefused
from .claims import Said, claim, count

__all__ = ["ClaimRefused", "Said", "claim", "count"]
