"""What asked this morning who came: the mail of one referent, the text of another, both to answer by the visitor."""

from datetime import datetime, timedelta

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.outings import operations as outings
from pontdesarts.outings import owed
from pontdesarts.outings.models import Asked, Claim

from .clock import Clock
from .scenes import Stage
from .texts import arrive

BY_MAIL, BY_TEXT = "referente", "deux-relais"
_NUMBER = "06 39 98 13 57"


def ask_this_morning(stage: Stage) -> None:
    """Once the outings are told."""
    morning = _morning(stage.clock)
    _ask(stage, BY_MAIL, morning)
    _prefers_texts(stage, morning)
    asked = _ask(stage, BY_TEXT, morning)
    arrive(asked.text if asked else None, morning)


def _morning(clock: Clock) -> datetime:
    """The last time when it was half past eight on the wall."""
    today = clock.evening(0, 8) + timedelta(minutes=30)
    return today if today < clock.now else clock.evening(-1, 8) + timedelta(minutes=30)


def _ask(stage: Stage, key: str, at: datetime) -> Asked | None:
    """What has just become due; else what is late."""
    user = stage.made.users[key]
    return outings.ask(user, weekly=False, by=JOB, at=at) or outings.ask(user, weekly=True, by=JOB, at=at)


def _prefers_texts(stage: Stage, morning: datetime) -> None:
    """A text that one figure answers asks of one outing: the others were told the day before."""
    user, before = stage.made.users[BY_TEXT], morning - timedelta(hours=14)
    by = Actor.of(user)
    outings.choose_channel(user, by_text=True, number=_NUMBER, by=by, at=stage.clock.ago(30))
    for one in owed.of(user, morning)[:-1]:
        outings.tell(one.booking, came=one.booking.places, via=Claim.Via.PAGE, by=by, at=before)
