"""Jobs of letters to many: batches that leave, mails that come back, what is forgotten."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .operations import mailings, mailings_batches, mailings_bounces


@app.task(
    name="messaging.send_letters",
    queue="mail",
    # a server that is away comes back within hours: 5, 25, 125… seconds, 9 times
    retry=RetryStrategy(max_attempts=9, exponential_wait=5),
)
def send_letters(*, mailing_id: int) -> None:
    """One batch, then the next by another job: other mails leave between two."""
    later = mailings_batches.send_batch(mailing_id, at=timezone.now())
    if later:
        send_letters.configure(schedule_at=later).defer(mailing_id=mailing_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="messaging.read_bounces", queue="night")
def read_bounces(timestamp: int) -> None:
    if settings.BOUNCES_MAILDIR:
        mailings_bounces.read_mailbox(Path(settings.BOUNCES_MAILDIR), at=timezone.now())


@app.periodic(cron="21 3 * * *")
@app.task(name="messaging.forget_letters", queue="night")
def forget_letters(timestamp: int) -> None:
    mailings.forget_lines(at=timezone.now())
