"""Jobs of outings: ask the day after, remind each week, forget."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN

from . import operations, referents
from .models import Asked

TUESDAY = 1  # the mails of Monday are read


@app.periodic(cron="30 6 * * *")  # in UTC
@app.task(name="outings.ask_daily", queue="night")
def ask_daily(timestamp: int) -> None:
    """One job for each referent, so that one that fails keeps no other from being asked."""
    weekly = timezone.localtime().weekday() == TUESDAY
    for pk in referents.people(referents.current()):
        ask.defer(user_id=pk, weekly=weekly)


@app.task(name="outings.ask", queue="mail", retry=AGAIN)
def ask(*, user_id: int, weekly: bool) -> None:
    """Ask a referent who came, now or when the night is over."""
    ask_or_wait(user_id, weekly=weekly, at=timezone.now())


def ask_or_wait(user_id: int, *, weekly: bool, at: datetime) -> Asked | None:
    """Ask, or come back in the morning of the referent's own relay."""
    found = referents.awake(user_id, at=at)
    if found is None:
        return None
    user, morning = found
    if morning > at:
        ask.configure(schedule_at=morning).defer(user_id=user_id, weekly=weekly)
        return None
    return operations.ask(user, weekly=weekly, by=JOB, at=at)


@app.periodic(cron="44 3 * * *")
@app.task(name="outings.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night: who was asked, who said it, voice notes that nobody wrote down, each at its term."""
    operations.forget_old(at=timezone.now())
