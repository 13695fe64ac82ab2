"""Jobs of the association's letters: the statement of what is missing, the reminder of the quarter."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN

from . import operations, periods, referents
from .models import Asked


@app.periodic(cron="30 8 * * *")  # in UTC, after the questions of the day: a letter never leaves beside one
@app.task(name="outings.write_letters", queue="night")
def write_letters(timestamp: int) -> None:
    """On the days when letters leave, one job for each referent, so that one that fails keeps no other."""
    today = timezone.localdate()
    if not (periods.statement_due(today, 1) or periods.quarter_due(today)):
        return
    for pk in referents.people(referents.current()):
        write_letter.defer(user_id=pk)


@app.task(name="outings.write_letter", queue="mail", retry=AGAIN)
def write_letter(*, user_id: int) -> None:
    write_or_wait(user_id, at=timezone.now())


def write_or_wait(user_id: int, *, at: datetime) -> Asked | None:
    """Write the letter of the day, if any, or come back when the night of the referent's relay is over."""
    found = referents.awake(user_id, at=at)
    if found is None:
        return None
    user, morning = found
    if morning > at:
        write_letter.configure(schedule_at=morning).defer(user_id=user_id)
        return None
    return operations.send_statement(user, by=JOB, at=at) or operations.send_reminder(user, by=JOB, at=at)
