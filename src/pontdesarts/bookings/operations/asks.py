"""A relay gives up an ask of either kind."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import asking, keeping, verbs
from ..models import Ask
from .turns import offer_next


@transaction.atomic
def leave(ask: Ask, *, by: Actor, at: datetime) -> Ask:
    """The relay does not wait any more: what was kept for it goes to the next. Raises `AskEnded`."""
    ask = asking.locked(ask)
    freed = keeping.end(ask, Ask.End.LEFT, at=at)
    journal.record(verbs.ASK_LEFT, ask, by=by, at=at)
    if freed:
        offer_next(ask.showing, by=by, at=at)
    return ask
