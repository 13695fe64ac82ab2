"""Renewals are written, one relay after the other; each night, what is no longer needed is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.messaging.running import AGAIN

from . import operations
from .models import Campaign, Welcome
from .renewing import progress_of, relays_left, relays_to_ask, without_address

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
        _count(campaign)
    _count(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(finished_at=timezone.now())


def _count(campaign: Campaign) -> None:
    """From the rows themselves: a job that begins again counts nobody twice."""
    association = campaign.association
    written = progress_of(association, campaign.season)["written"]
    alone = without_address(association).count()
    total = max(relays_to_ask(association).count(), written)
    Campaign.objects.filter(pk=campaign.pk).update(written=written, unreachable=alone, total=total)


@app.periodic(cron="50 3 * * *")
@app.task(name="membership.forget_old", queue="night")
def forget_old(timestamp: int) -> None:
    operations.forget_old(at=timezone.now())
