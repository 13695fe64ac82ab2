"""Jobs of draws: what is due, every five minutes; what each relay is told; what is forgotten at night."""

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import quiet
from pontdesarts.messaging.models import Mailing
from pontdesarts.messaging.running import AGAIN

from . import notices, operations
from .models import Draw, Entrant, Round, Wish

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="draws.draw_due", queue="mail")
def draw_due(timestamp: int) -> None:
    """Every five minutes: the rounds whose planned moment has come, then what is to be opened to all."""
    draw_what_is_due(at=timezone.now())


def draw_what_is_due(*, at: datetime) -> list[Round]:
    """Draw each round that is due, one transaction each, and open each rest; returns the rounds drawn now."""
    drawn = []
    for round_ in Round.objects.due(at).select_related("draw"):
        try:
            done = operations.draw_round(round_, by=JOB, at=at)
        except Refused as refusal:  # cancelled meanwhile, or a lost key: the others are drawn, the operator reads why
            logger.warning("round %s could not be drawn: %s", round_.pk, refusal)
        except Exception:  # one round that cannot be drawn does not keep the others
            logger.exception("round %s could not be drawn", round_.pk)
        else:
            drawn += [done] if done else []
    for draw in Draw.objects.running().filter(rest_opens_at__lte=at).order_by("rest_opens_at", "pk"):
        operations.open_rest(draw, by=JOB, at=at)
    return drawn


@app.periodic(cron="12 * * * *")
@app.task(name="draws.tell_of_openings", queue="mail")
def tell_of_openings(timestamp: int) -> None:
    """Every hour, never at night: the draws whose wishes have opened."""
    tell_of_what_opened(at=timezone.now())


def tell_of_what_opened(*, at: datetime) -> list[Mailing]:
    """Tell of each opening that nobody was told of, where people are awake; returns what leaves."""
    told = []
    for round_ in Round.objects.open_first(at).select_related("draw__association"):
        home = round_.draw.association.departments.order_by("code").values_list("code", flat=True).first()
        if quiet.is_night(at, quiet.zone_of(home or "")):
            continue
        try:
            mailing = operations.tell_of_opening(round_, by=JOB, at=at)
        except Refused:  # cancelled meanwhile: there is nothing to tell
            continue
        told += [mailing] if mailing else []
    return told


@app.task(name="draws.tell_result", queue="mail", retry=AGAIN)
def tell_result(*, round_id: int, entrant_id: int) -> None:
    """Tell a relay what it received, and why."""
    notices.tell_result(_round(round_id), _entrant(entrant_id), at=timezone.now())


@app.task(name="draws.tell_of_next_round", queue="mail", retry=AGAIN)
def tell_of_next_round(*, round_id: int, entrant_id: int) -> None:
    """Tell a relay whose wishes stand that there is another round."""
    notices.tell_of_next_round(_round(round_id), _entrant(entrant_id), at=timezone.now())


@app.task(name="draws.tell_of_cancelled_draw", queue="mail", retry=AGAIN)
def tell_of_cancelled_draw(*, entrant_id: int) -> None:
    """Tell a relay that there is no draw after all."""
    notices.tell_of_cancelled_draw(_entrant(entrant_id), at=timezone.now())


@app.task(name="draws.tell_of_lot", queue="mail", retry=AGAIN)
def tell_of_lot(*, wish_id: int, reason: str, before: str) -> None:
    """Tell a relay that a date that it wished is called off, or has moved."""
    wish = Wish.objects.with_lot().get(pk=wish_id)
    notices.tell_of_lot(wish, reason=reason, before=before, at=timezone.now())


@app.periodic(cron="47 3 * * *")
@app.task(name="draws.forget_people", queue="night")
def forget_people(timestamp: int) -> None:
    """Each night: pick-up names of wishes that are over, and who made wishes three years ago."""
    operations.forget_people(at=timezone.now())


def _round(pk: int) -> Round:
    return Round.objects.select_related("draw__association").get(pk=pk)


def _entrant(pk: int) -> Entrant:
    return Entrant.objects.select_related("draw__association", "relay").get(pk=pk)
