"""How many calls a minute one token may make, all the web processes of the machine together.

One number for each token, in a small file that the processes share: when its calls, spaced evenly, would have ended.
A call that would end more than a minute ahead is refused. No SQL, no server, some microseconds; what is lost with
the file is a minute of memory. See docs/decisions/0052-api.md.
"""

import fcntl
import mmap
import os
import struct
import threading
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

WINDOW = 60.0  # seconds
SLOTS = 65_536  # tokens whose numbers are that far apart share a limit
_NUMBER = struct.Struct("d")


@dataclass(frozen=True)
class Verdict:
    """``left`` calls could follow at once; ``wait`` seconds until the next one when this one is refused, else 0."""

    limit: int
    left: int
    wait: int


class Counts:
    """The file. Its slots are locked one by one: calls with different tokens do not wait for one another."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # open as long as the process
        os.ftruncate(self._file, SLOTS * _NUMBER.size)
        self._map = mmap.mmap(self._file, SLOTS * _NUMBER.size)
        self._threads = threading.Lock()  # a lock of a file is its process's: threads need theirs

    def take(self, token: int, *, limit: int, now: float) -> Verdict:
        """Count one call of ``token`` at ``now`` (seconds), unless it is one too many."""
        place, each = token % SLOTS * _NUMBER.size, WINDOW / limit
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _NUMBER.size, place)
            try:
                (ends,) = _NUMBER.unpack_from(self._map, place)
                # a clock that was set back must not lock anybody out
                ends = max(ends, now) if ends <= now + WINDOW else now
                ahead = ends + each - now
                if ahead > WINDOW + each / 1000:
                    return Verdict(limit, 0, max(1, ceil(ahead - WINDOW)))
                _NUMBER.pack_into(self._map, place, ends + each)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _NUMBER.size, place)
        return Verdict(limit, int((WINDOW - ahead) / each + 1e-6), 0)


@cache
def counts(path: Path) -> Counts:
    return Counts(path)
