"""Jobs that a test has deferred, run in its own transaction by their own functions."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

ROUNDS = 50


@dataclass(frozen=True)
class Waiting:
    name: str
    arguments: dict[str, Any]
    scheduled_at: datetime | None


class Jobs:
    """`jobs.waiting()` says what was deferred; `jobs.run()` does it, until nothing waits, and returns the names run."""

    def waiting(self) -> list[Waiting]:
        return [Waiting(job.task_name, job.args, job.scheduled_at) for job in self._todo()]

    def run(self, *names: str, until: datetime | None = None) -> list[str]:
        """Run every waiting job, or those named; with ``until``, leave those scheduled later. Errors are raised."""
        done: list[str] = []
        for _ in range(ROUNDS):
            due = [
                job
                for job in self._todo()
                if (not names or job.task_name in names)
                and (until is None or job.scheduled_at is None or job.scheduled_at <= until)
            ]
            if not due:
                return done
            for job in due:
                self._run(job)
                done.append(job.task_name)
        raise AssertionError(f"after {ROUNDS} rounds jobs still defer others: {done[-3:]}")

    def _todo(self) -> list[ProcrastinateJob]:
        return list(ProcrastinateJob.objects.filter(status="todo").order_by("id"))

    def _run(self, job: ProcrastinateJob) -> None:
        task = app.tasks[job.task_name]
        arguments: list[object] = []
        if task.pass_context:
            arguments.append(
                JobContext(app=app, job=job.procrastinate_job, start_timestamp=time.time(), abort_reason=lambda: None)
            )
        try:
            task.func(*arguments, **job.args)
        except Exception:
            self._mark(job, "failed")
            raise
        self._mark(job, "succeeded")

    def _mark(self, job: ProcrastinateJob, status: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1 WHERE id = %s", [status, job.pk]
            )
