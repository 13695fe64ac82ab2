"""Renewals are written, one relay after the other; each night, what is no longer needed is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.messaging.running import AGAIN

from . import operations
from .models import Campaign, Welcome
from .renewing import relays_left

AT_A_TIME = 25


@app.task(name="membership.write_renewals", queue="mail", retry=AGAIN)
def write_renewals(campaign_id: int) -> None:
    """Some relays at a time, so that the page sees them go; whatever was written stays written if it dies here."""
    campaign = Campaign.objects.select_related("association", "started_by").get(pk=campaign_id)
    by = Actor.of(campaign.started_by) if campaign.started_by else JOB
    own = Welcome.of(campaign.association)
    last = 0
    while True:
        left = relays_left(campaign.association, campaign.season).filter(pk__gt=last)
        relays = list(left.select_related("association", "relay")[:AT_A_TIME])
        if not relays:
            break
        last = relays[-1].pk
        operations.propose_season(campaign, relays, fee=own.relay_fee, by=by, at=timezone.now())
        operations.note_progress(campaign, by=by, at=timezone.now())
    operations.note_progress(campaign, finished=True, by=by, at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="membership.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
