"""Two permanences of the first visitor's relay: one of last week, closed; one of this morning, still open."""

from datetime import datetime
from uuid import UUID

from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.permanences import fitting
from pontdesarts.permanences import operations as permanences
from pontdesarts.permanences.models import Permanence
from pontdesarts.permanences.operations import Chosen

from .scenes import Stage

KEY = "referente"
CRITERIA = "rayon=20&complets=1"
_FAMILIES = (
    Party(adults=1, from_6_to_11=2, outing=Outing.FAMILY, first_outing=True),
    Party(adults=2, outing=Outing.FAMILY),
    Party(adults=1, outing=Outing.ALONE),
    Party(adults=2, under_6=1, from_12_to_17=1, outing=Outing.FAMILY),
)


def set_up(stage: Stage) -> None:
    """Four people came last week; this morning two have come, and the tablet is on the table."""
    plan, clock = stage.diary.plan, stage.clock
    plan(clock.ago(8), lambda at: _held(stage, at, people=4, closed=True))
    plan(clock.ago(0, 2), lambda at: _held(stage, at, people=2, closed=False))


def _held(stage: Stage, at: datetime, *, people: int, closed: bool) -> None:
    by = stage.made.acting(KEY)
    relay, user = stage.relay_of(KEY)
    relay = Structure.objects.select_related("relay", "association", "commune__department").get(pk=relay.pk)
    permanence = permanences.open_for(relay, criteria=CRITERIA, request_id=_number(stage), by=by, at=at)
    dates = [
        date.showing
        for offer in fitting.to_choose(permanence, user, at)
        for date in offer.dates[:1]
        if date.to_pick and not date.named and date.showing.pk not in stage.market.kept
    ]
    for person, party in enumerate(_FAMILIES[:people], start=1):
        for showing in stage.chance.sample(dates, min(2, len(dates))):
            _pick(permanence, Chosen(_number(stage), person, showing, party, or_wait=True), stage, at)
    if closed:
        permanences.close(permanence, by=by, at=at)


def _pick(permanence: Permanence, chosen: Chosen, stage: Stage, at: datetime) -> None:
    try:
        permanences.receive(permanence, chosen, by=stage.made.acting(KEY), at=at)
    except Refused:
        return


def _number(stage: Stage) -> UUID:
    """As a device makes one, and the same at each loading."""
    return UUID(int=stage.chance.getrandbits(128), version=4)
