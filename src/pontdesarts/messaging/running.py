"""The job that runs, known to what it writes: begun again after its worker has died, it writes no mail twice."""

import hashlib
from contextvars import ContextVar
from typing import Any

from procrastinate import JobContext, RetryStrategy

# for jobs that only write what they would write again: the database may be away for a moment. 3, 9, 27, 81, 243 seconds
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)

_job: ContextVar[int | None] = ContextVar("job", default=None)


def remember_the_job(call_next: Any, context: JobContext, worker: Any) -> Any:
    """Middleware of the workers."""
    token = _job.set(context.job.id)
    try:
        return call_next()
    finally:
        _job.reset(token)


def once(*written: str) -> str | None:
    """What names a thing written by this job, the same each time that the job begins again; ``None`` outside of jobs.

    A job that begins again keeps its number; another job, even of the same task and arguments, has another one.
    """
    job = _job.get()
    return hashlib.sha256("\0".join((str(job), *written)).encode()).hexdigest() if job is not None else None
