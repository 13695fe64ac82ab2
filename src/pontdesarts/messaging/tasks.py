"""Jobs of the mail and of texts: deliver each, tried again for hours; forget old ones."""

from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from . import mailings_tasks, operations, signals  # noqa: F401 - the jobs of letters to many are found here
from .models import Reply
from .running import AGAIN

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


TEXT_ATTEMPTS = 6


@app.task(
    name="messaging.deliver_text",
    queue="mail",
    # 65 seconds at least: a provider that has the text, and whose answer was lost, has told us so before
    retry=RetryStrategy(max_attempts=TEXT_ATTEMPTS, wait=60, exponential_wait=5),
    pass_context=True,
)
def deliver_text(context: JobContext, *, text_id: int) -> None:
    at = timezone.now()
    try:
        later = operations.deliver_text_now(text_id, at=at)
    except operations.NotSent as failure:
        if context.job and context.job.attempts + 1 >= TEXT_ATTEMPTS:
            operations.give_up_text(text_id, error=str(failure), at=at)
            return
        raise
    if later:
        deliver_text.configure(schedule_at=later).defer(text_id=text_id)


@app.task(name="messaging.tell_of_reply", queue="mail", retry=AGAIN)
def tell_of_reply(*, reply_id: int) -> None:
    """Upper floors read what was answered, in a transaction of theirs."""
    reply = Reply.objects.select_related("answers").filter(pk=reply_id).first()
    if reply:
        with transaction.atomic():
            signals.reply_received.send(Reply, reply=reply, at=reply.received_at)


@app.periodic(cron="25 * * * *")
@app.task(name="messaging.forget_numbers", queue="night")
def forget_numbers(timestamp: int) -> None:
    """Each hour: midnight is not the same everywhere."""
    operations.forget_numbers(at=timezone.now())


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
