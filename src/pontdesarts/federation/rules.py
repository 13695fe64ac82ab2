"""How long a visit lasts, and how old an archive may be when one leaves with it."""

from datetime import datetime, timedelta

VISIT_HOURS = (1, 4, 8)
# an archive older than that has missed a day of work: one does not leave with it
FRESH = timedelta(hours=24)


def visit_ends(opened_at: datetime, hours: int) -> datetime:
    """Raises ValueError for another length than those of `VISIT_HOURS`."""
    if hours not in VISIT_HOURS:
        raise ValueError(hours)
    return opened_at + timedelta(hours=hours)


def is_fresh(made_at: datetime, now: datetime) -> bool:
    return now - made_at <= FRESH
