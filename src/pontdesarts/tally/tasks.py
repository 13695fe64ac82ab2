"""Jobs of ticked lists: read their photos, forget them."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN

from . import operations
from .models import Tally

logger = logging.getLogger(__name__)


@app.task(name="tally.read", queue="mail", retry=AGAIN)
def read(*, tally_id: int) -> None:
    """Read every photo that waits, one after the other: each is there for the page as soon as it is read."""
    tally = Tally.objects.select_related("showing").filter(pk=tally_id).first()
    while tally and operations.read_next(tally, by=JOB, at=timezone.now()):
        pass


@app.periodic(cron="46 3 * * *")
@app.task(name="tally.forget", queue="night")
def forget(timestamp: int) -> None:
    """Each night: photos of a week ago, sheets of sixty days ago."""
    at = timezone.now()
    operations.forget_pictures(at=at)
    operations.forget_sheets(at=at)
