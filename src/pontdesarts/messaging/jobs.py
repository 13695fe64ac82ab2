"""Jobs deferred where many people wait at once."""

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.tasks import Task
from procrastinate.testing import InMemoryConnector
from psycopg.types.json import Jsonb

from pontdesarts.prepared import executed

# what procrastinate itself calls, with one job where it has room for a list of them
_DEFER = "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, %s, %s, %s, NULL)::procrastinate_job_to_defer_v1])"


def defer(task: Task[Any, Any, Any], **args: object) -> None:
    """``task.defer(**args)``, of which the statement is the small part: procrastinate makes and copies descriptions of
    the job around it. Where it says `AlreadyEnqueued`, of a task with a queueing lock, this raises `IntegrityError`.
    """
    if isinstance(app.connector, InMemoryConnector):  # the demonstration tells a past whose jobs are nobody's
        task.defer(**args)
        return
    values = [task.queue, task.name, task.priority, task.lock, task.queueing_lock, Jsonb(args)]
    with executed(_DEFER, values):
        pass
