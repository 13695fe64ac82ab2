"""Places come back: they go to whoever waits, in turn."""

from datetime import datetime

from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing

from ..models import Ask, Proposal


def offer_next(showing: Showing, *, by: Actor, at: datetime) -> list[Proposal]:
    """Offer what is free to the relays that wait, in turn; the caller holds the allotment."""
    if not Ask.objects.waiting().filter(showing=showing).exists():
        return []
    raise NotImplementedError


def call_off(showing: Showing, *, by: Actor, at: datetime) -> None:
    """End every ask of a date that is called off; the caller holds the allotment."""
