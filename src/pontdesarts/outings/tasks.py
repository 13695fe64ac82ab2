"""Jobs of outings: ask the day after, remind each week, forget."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import quiet
from pontdesarts.network.models import Referent, Structure

from . import notices, operations
from .models import Asked

TUESDAY = 1  # the mails of Monday are read


@app.periodic(cron="30 6 * * *")  # in UTC
@app.task(name="outings.ask_daily", queue="night")
def ask_daily(timestamp: int) -> None:
    """One job for each referent, so that one that fails keeps no other from being asked."""
    weekly = timezone.localtime().weekday() == TUESDAY
    posts = Referent.objects.current().filter(user__is_active=True)
    for pk in posts.order_by("user_id").values_list("user_id", flat=True).distinct():
        ask.defer(user_id=pk, weekly=weekly)


@app.task(name="outings.ask", queue="mail")
def ask(*, user_id: int, weekly: bool) -> None:
    """Ask a referent who came, now or when the night is over."""
    ask_or_wait(user_id, weekly=weekly, at=timezone.now())


def ask_or_wait(user_id: int, *, weekly: bool, at: datetime) -> Asked | None:
    """Ask, or come back in the morning of the referent's own relay."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    relays = Structure.objects.served_by(user).select_related("commune", "association") if user else None
    relay = relays.order_by("pk").first() if relays is not None else None
    if user is None or relay is None:
        return None
    morning = quiet.waking(at, notices.clock_of(relay))
    if morning > at:
        ask.configure(schedule_at=morning).defer(user_id=user_id, weekly=weekly)
        return None
    return operations.ask(user, weekly=weekly, by=JOB, at=at)


@app.periodic(cron="44 3 * * *")
@app.task(name="outings.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night: who was asked, who said it, voice notes that nobody wrote down, each at its term."""
    operations.forget_old(at=timezone.now())
