"""What another process does in test_limits.py: it knows neither Django nor the tests."""

from multiprocessing import Queue
from pathlib import Path

from pontdesarts.api.limits import Counts


def call(path: Path, allowed: "Queue[int]", now: float) -> None:
    """Put how many of a thousand calls were let in."""
    counts = Counts(path)
    allowed.put(sum(counts.take(7, limit=1000, now=now).wait == 0 for _ in range(1000)))
