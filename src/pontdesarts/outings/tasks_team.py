"""Jobs of the association's letters: the statement of what is missing, the reminder of the quarter."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import quiet
from pontdesarts.messaging.running import AGAIN
from pontdesarts.network.models import Referent, Structure

from . import notices, operations, periods
from .models import Asked


@app.periodic(cron="30 8 * * *")  # in UTC, after the questions of the day: a letter never leaves beside one
@app.task(name="outings.write_letters", queue="night")
def write_letters(timestamp: int) -> None:
    """On the days when letters leave, one job for each referent, so that one that fails keeps no other."""
    today = timezone.localdate()
    if not (periods.statement_due(today, 1) or periods.quarter_due(today)):
        return
    posts = Referent.objects.current().filter(user__is_active=True)
    for pk in posts.order_by("user_id").values_list("user_id", flat=True).distinct():
        write_letter.defer(user_id=pk)


@app.task(name="outings.write_letter", queue="mail", retry=AGAIN)
def write_letter(*, user_id: int) -> None:
    write_or_wait(user_id, at=timezone.now())


def write_or_wait(user_id: int, *, at: datetime) -> Asked | None:
    """Write the letter of the day, if any, or come back when the night of the referent's relay is over."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    relays = Structure.objects.served_by(user).select_related("commune", "association") if user else None
    relay = relays.order_by("pk").first() if relays is not None else None
    if user is None or relay is None:
        return None
    morning = quiet.waking(at, notices.clock_of(relay))
    if morning > at:
        write_letter.configure(schedule_at=morning).defer(user_id=user_id)
        return None
    return operations.send_statement(user, by=JOB, at=at) or operations.send_reminder(user, by=JOB, at=at)
