"""Jobs of the last minute: tell people, take back what nobody took, forget."""

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN
from pontdesarts.programme.models import Showing

from . import choosing, operations
from .models import Alert, Release
from .operations.alerts import moment_to_tell

logger = logging.getLogger(__name__)


@app.task(name="last_minute.tell_of_release", queue="mail", retry=AGAIN)
def tell_of_release(*, release_id: int) -> None:
    """Choose and tell, now or at the first moment when one may."""
    tell_or_wait(release_id, at=timezone.now())


def tell_or_wait(release_id: int, *, at: datetime) -> list[Alert]:
    """Tell of the release, or come back at the first moment when one may: after the night, after half an hour. Nothing
    when nobody will be told any more. Returns whom it told."""
    release = Release.objects.filter(pk=release_id).first()
    moment = moment_to_tell(release, at=at) if release else None
    if release is None or moment is None:
        return []
    if moment > at:
        tell_of_release.configure(schedule_at=moment).defer(release_id=release_id)
        return []
    showing = Showing.objects.in_full().get(pk=release.showing_id)
    return operations.tell(release, people=choosing.candidates(showing, at), by=JOB, at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(name="last_minute.end_releases", queue="mail")
def end_releases(timestamp: int) -> None:
    """Every five minutes: what nobody took goes back to the venue, one transaction each date."""
    end_releases_due(at=timezone.now())


def end_releases_due(*, at: datetime) -> int:
    """End the releases that are past their moment; returns of how many dates."""
    ended = 0
    for showing in Showing.objects.filter(pk__in=Release.objects.due(at).values("showing")).order_by("starts_at", "pk"):
        try:
            operations.end_release(showing, by=JOB, at=at)
        except operations.NothingReleased:
            continue  # somebody took them back meanwhile
        except Exception:  # one date that cannot be ended does not keep the others: the operator reads why
            logger.exception("the release of showing %s could not be ended", showing.pk)
        else:
            ended += 1
    return ended


@app.periodic(cron="45 3 * * *")
@app.task(name="last_minute.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night: alerts of three months ago, who released places three years ago."""
    operations.forget_old(at=timezone.now())
