"""Jobs of the last minute: tell people, take back what nobody took, forget."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Showing

from . import choosing, operations, tonight
from .models import Release
from .operations.alerts import moment_to_tell

logger = logging.getLogger(__name__)


@app.task(name="last_minute.tell_of_release", queue="mail")
def tell_of_release(*, release_id: int) -> None:
    """Choose and tell, now or at the first moment when one may: a job that runs late, or at night, comes back."""
    release = Release.objects.filter(pk=release_id).first()
    if release is None:
        return
    at = timezone.now()
    moment = moment_to_tell(release, at=at)
    if moment is None:
        return
    if moment > at:
        tell_of_release.configure(schedule_at=moment).defer(release_id=release_id)
        return
    showing = tonight.with_all(Showing.objects.all()).get(pk=release.showing_id)
    operations.tell(release, people=choosing.candidates(showing, at), by=JOB, at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(name="last_minute.end_releases", queue="mail")
def end_releases(timestamp: int) -> None:
    """Every five minutes: what nobody took goes back to the venue, one transaction each date."""
    at = timezone.now()
    for showing_id in set(Release.objects.due(at).order_by("showing").values_list("showing", flat=True)):
        standing = Release.objects.standing().filter(showing=showing_id).select_related("showing").first()
        try:
            if standing:
                operations.end_release(standing.showing, by=JOB, at=at)
        except Refused:
            continue  # somebody took them back meanwhile
        except Exception:  # one date that cannot be ended does not keep the others: the operator reads why
            logger.exception("the release of showing %s could not be ended", showing_id)


@app.periodic(cron="45 3 * * *")
@app.task(name="last_minute.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night: alerts of three months ago, who released places three years ago."""
    operations.forget_old(at=timezone.now())
