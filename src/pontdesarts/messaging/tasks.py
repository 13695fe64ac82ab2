"""Jobs of the mail: deliver each message, tried for a day; forget old ones each night."""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from . import operations

ATTEMPTS = 8
SILENT = 45  # seconds; a worker gives a sign each ten


@app.task(
    name="messaging.deliver",
    queue="mail",
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5),
    pass_context=True,
)
def deliver(context: JobContext, *, message_id: int) -> None:
    try:
        operations.deliver_now(message_id, at=timezone.now())
    except OSError as failure:  # smtplib's errors are OSErrors
        if context.job and context.job.attempts + 1 >= ATTEMPTS:
            operations.give_up(message_id, error=type(failure).__name__, at=timezone.now())
            return
        raise


@app.periodic(cron="* * * * *")
@app.task(name="messaging.take_up_stalled", queue="night")
async def take_up_stalled(timestamp: int) -> None:
    """Each minute: the jobs of workers that have died, or that no longer give a sign, wait again for another one."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="messaging.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())


@app.periodic(cron="55 3 * * *")
@app.task(name="messaging.forget_jobs", queue="night")
async def forget_jobs(timestamp: int) -> None:
    """Erase the jobs that ended more than a week ago: the queue would grow for ever."""
    await app.job_manager.delete_old_jobs(nb_hours=7 * 24, include_failed=True, include_cancelled=True)
