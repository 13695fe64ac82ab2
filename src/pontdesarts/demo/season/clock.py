"""Moments of the season, counted from today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from ..rules import HERE

_OFFICE = (9, 18)


@dataclass(frozen=True)
class Clock:
    """``now`` is when the season is loaded. Nothing here reads the clock."""

    now: datetime

    def ago(self, days: float, hours: float = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)

    def ahead(self, days: float, hours: float = 0) -> datetime:
        return self.now + timedelta(days=days, hours=hours)

    def evening(self, days: int, hour: int = 20) -> datetime:
        """That many days from today, at that hour of the clock on the wall."""
        day = self.now.astimezone(HERE).date() + timedelta(days=days)
        return datetime.combine(day, time(hour), HERE)

    def at_work(self, chance: Random, days: float) -> datetime:
        """Some moment of a working day, about that many days ago, never after now."""
        at = self.ago(days).astimezone(HERE)
        at -= timedelta(days=max(0, at.weekday() - 4))
        at = at.replace(hour=chance.randrange(*_OFFICE), minute=chance.randrange(0, 60, 5), second=0, microsecond=0)
        return min(at, self.ago(0, hours=1))
