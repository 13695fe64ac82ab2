"""What is kept for an ask: gathered places, proposals; and its end. The allotment is locked by whoever calls, who also
writes the journal."""

from datetime import datetime

from . import asking, conditions, places
from .models import Ask, Booking, Proposal


def give_back_gathered(ask: Ask) -> int:
    """What was set aside is free again; returns how many places. The caller saves the ask, and offers them."""
    number, wheelchair = ask.gathered, ask.gathered_wheelchair
    if number:
        move(ask, -number, -wheelchair)
    ask.gathered = ask.gathered_wheelchair = 0
    return number


def answer(proposal: Proposal, said: Proposal.Answer, *, at: datetime) -> None:
    """The proposal is over; its places are the caller's to book or to give back."""
    proposal.answer, proposal.answered_at = said, at
    proposal.save(update_fields=["answer", "answered_at"])


def give_back(proposal: Proposal, places: int, wheelchair: int) -> None:
    """So many places of the proposal are free again."""
    move(proposal.ask, -places, -wheelchair)


def end(ask: Ask, how: Ask.End, *, at: datetime, booking: Booking | None = None) -> int:
    """Nobody waits any more: what is still kept for the ask goes back, and the name to give at the desk is erased.

    Returns how many places went back. The journal and the mails are the caller's.
    """
    freed = give_back_gathered(ask)
    for proposal in ask.proposals.pending().order_by("pk"):
        answer(proposal, Proposal.Answer.WITHDRAWN, at=at)
        move(ask, -proposal.places, -proposal.wheelchair)
        freed += proposal.places
    ask.ended_at, ask.end, ask.booking, ask.pickup_sealed = at, how, booking, None
    ask.save()
    return freed


def held(ask: Ask) -> Ask:
    """The ask as it is, ended or not, its allotment locked first, then itself."""
    places.hold(ask.showing_id)
    return Ask.objects.select_for_update(of=("self",)).with_showing().get(pk=ask.pk)


def reopen(ask: Ask, booking: Booking) -> None:
    """The ask waits for an answer again, with the name that had gone to what it was given."""
    ask.ended_at, ask.end, ask.booking, ask.pickup_sealed = None, "", None, booking.pickup_sealed
    ask.save()


def to_the_end(ask: Ask) -> None:
    """The ask goes behind all who wait for the same date."""
    ask.position, ask.skips = asking.last_position(ask.showing) + 1, 0


def move(ask: Ask, number: int, wheelchair: int) -> None:
    """Take so many places for the ask, out of its share, or give them back when negative. Raises what `places.move`
    raises."""
    share = places.Share(neighbour=conditions.is_neighbour(ask.relay, ask.showing))
    places.move(ask.showing, places=number, wheelchair=wheelchair, share=share)
