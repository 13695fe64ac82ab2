"""Places come back: they go to whoever waits, in turn. Everything here is called with the allotment locked."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Sum
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .. import conditions, places, rules, signals, verbs
from ..models import Ask, Booking, Proposal

UNANSWERED_TWICE = 2


def offer_next(
    showing: Showing, *, by: Actor, at: datetime, came_back: bool = True, but: Ask | None = None
) -> list[Proposal]:
    """Offer what is free to the relays that wait, in turn; the caller holds the allotment.

    ``but`` has just passed or let its turn go, and is not asked again at once. ``came_back`` is false when no place
    came back, when one only looks whether what was kept for others is free now.

    Once booking is closed, what nobody waits for is told to upper floors, which may open the date again.
    """
    showing = Showing.objects.select_related("allotment", "offer__association").get(pk=showing.pk)
    if showing.cancelled_at or showing.is_over(at):
        return []
    proposals = _deal(showing, at=at, came_back=came_back, but=but)
    if came_back and at >= showing.allotment.closes_at:
        left = Allotment.objects.get(pk=showing.pk)
        if left.left > 0:
            signals.places_came_back.send(
                Showing, showing=showing, places=left.left, wheelchair=left.wheelchair_left, by=by, at=at
            )
    return proposals


def _deal(showing: Showing, *, at: datetime, came_back: bool, but: Ask | None) -> list[Proposal]:
    if at + rules.SHORTEST_ANSWER > answers_end_at(showing):
        return []
    waiting = {ask.pk: ask for ask in _turns_of(showing, came_back) if but is None or ask.pk != but.pk}
    if not waiting:
        return []
    turns = _turns(showing, waiting, at)
    dealt = rules.deal(turns, stock(showing.allotment, at), showing.offer.terms.most_skips, came_back=came_back)
    proposals = [propose(waiting[key], places=number, by=JOB, at=at) for key, number in dealt.offers]
    for key, more in dealt.skips:
        waiting[key].skips += more
        waiting[key].save(update_fields=["skips"])
    if dealt.gathered:
        key, number, wheelchair = dealt.gathered
        set_aside(waiting[key], number, wheelchair, at=at)
    return proposals


def _turns_of(showing: Showing, came_back: bool) -> list[Ask]:
    """Who waits and is not thinking about a proposal yet, in turn. When no place came back, nobody is asked again."""
    proposals = Proposal.objects.filter(ask__showing=showing)
    asked = (proposals.pending() if came_back else proposals).values("ask")
    asks = Ask.objects.waiting().filter(showing=showing).exclude(pk__in=asked)
    return [
        ask
        for ask in asks.select_related("relay__relay", "showing__allotment", "showing__offer__association")
        if not ask.relay.relay.suspended_at
    ]


def _turns(showing: Showing, waiting: Mapping[int, Ask], at: datetime) -> list[rules.Turn]:
    left = _left_of_shares(showing, list(waiting.values()))
    gathers = not showing.offer.open_dated and at < rules.gathers_until(showing.allotment.closes_at)
    return [
        rules.Turn(
            key=ask.pk,
            places=ask.places,
            least=ask.least,
            wheelchair=ask.wheelchair,
            skips=ask.skips,
            gathered=ask.gathered,
            gathered_wheelchair=ask.gathered_wheelchair,
            priority=bool(ask.relay.relay.priority_area),
            neighbour=conditions.is_neighbour(ask.relay, showing),
            most=left.get(ask.relay_id),
            gathers=gathers,
        )
        for ask in waiting.values()
    ]


def _left_of_shares(showing: Showing, asks: list[Ask]) -> dict[int, int]:
    """What each relay may still have of the offer; nothing when one relay may have it all."""
    most = showing.offer.terms.most_per_relay
    if not most:
        return {}
    relays = [ask.relay_id for ask in asks]
    held = Booking.objects.held().filter(showing__offer=showing.offer_id, relay__in=relays)
    has = dict(held.order_by("relay").values_list("relay").annotate(Sum("places")))
    return {relay: max(0, most - has.get(relay, 0)) for relay in relays}


def stock(allotment: Allotment, at: datetime) -> rules.Stock:
    return rules.Stock(
        places=allotment.left,
        wheelchair=allotment.wheelchair_places - allotment.wheelchair_taken,
        wheelchair_kept=allotment.kept_for_wheelchairs(at) > 0,
        kept_for_priority=allotment.kept_for_priority(at),
        neighbour=allotment.neighbour_places - allotment.neighbour_taken,
    )


def answers_end_at(showing: Showing) -> datetime:
    """The last moment to accept places of this date."""
    begins = showing.ends_at if showing.offer.open_dated and showing.ends_at else showing.starts_at
    return rules.answers_end_at(begins, showing.offer.terms)


def propose(ask: Ask, *, places: int, by: Actor, at: datetime) -> Proposal:
    """Keep ``places`` for the relay until it answers, its gathered ones among them, and defer the mail that says so.

    Raises `Full` or `NoWheelchairPlace` when they are not there.
    """
    from ..tasks import tell_of_ask  # the job calls operations

    wheelchair = min(ask.wheelchair, places)
    _move(ask, places - ask.gathered, wheelchair - ask.gathered_wheelchair)
    ask.gathered = ask.gathered_wheelchair = 0
    ask.save(update_fields=["gathered", "gathered_wheelchair"])
    proposal = Proposal.objects.create(
        ask=ask,
        places=places,
        wheelchair=wheelchair,
        proposed_at=at,
        expires_at=rules.answer_by(
            at,
            ask.showing.offer.terms,
            last=answers_end_at(ask.showing),
            zone=timezone.get_current_timezone(),
        ),
    )
    journal.record(
        verbs.PROPOSED, ask, by=by, at=at, places=words.places(places), until=words.french_moment(proposal.expires_at)
    )
    tell_of_ask.defer(ask_id=ask.pk, event="proposed", proposal_id=proposal.pk)
    return proposal


def set_aside(ask: Ask, number: int, wheelchair: int, *, at: datetime) -> None:
    """Gather places that are free for a party that has been passed over often enough."""
    _move(ask, number, wheelchair)
    ask.gathered += number
    ask.gathered_wheelchair += wheelchair
    ask.save(update_fields=["gathered", "gathered_wheelchair"])
    journal.record(verbs.GATHERED, ask, by=JOB, at=at, places=words.places(ask.gathered), wanted=ask.places)


def give_back_gathered(ask: Ask) -> int:
    """What was set aside is free again; returns how many places. The caller saves the ask, and offers them."""
    number, wheelchair = ask.gathered, ask.gathered_wheelchair
    if number:
        _move(ask, -number, -wheelchair)
    ask.gathered = ask.gathered_wheelchair = 0
    return number


def answer(proposal: Proposal, said: Proposal.Answer, *, at: datetime) -> None:
    """The proposal is over; its places are the caller's to book or to give back."""
    proposal.answer, proposal.answered_at = said, at
    proposal.save(update_fields=["answer", "answered_at"])


def give_back(proposal: Proposal, places: int, wheelchair: int) -> None:
    """So many places of the proposal are free again."""
    _move(proposal.ask, -places, -wheelchair)


def end(ask: Ask, how: Ask.End, *, at: datetime, booking: Booking | None = None) -> int:
    """Nobody waits any more: what is still kept for the ask goes back, and the name to give at the desk is erased.

    Returns how many places went back. The journal and the mails are the caller's.
    """
    freed = give_back_gathered(ask)
    for proposal in ask.proposals.pending().order_by("pk"):
        answer(proposal, Proposal.Answer.WITHDRAWN, at=at)
        _move(ask, -proposal.places, -proposal.wheelchair)
        freed += proposal.places
    ask.ended_at, ask.end, ask.booking, ask.pickup_sealed = at, how, booking, None
    ask.save()
    return freed


def to_the_end(ask: Ask) -> None:
    """The ask goes behind all who wait for the same date."""
    ask.position, ask.skips = last_position(ask.showing) + 1, 0


def last_position(showing: Showing) -> int:
    asks = Ask.objects.open().filter(showing=showing)
    return int(asks.aggregate(last=Max("position"))["last"] or 0)


def _move(ask: Ask, number: int, wheelchair: int) -> None:
    share = places.Share(neighbour=conditions.is_neighbour(ask.relay, ask.showing))
    places.move(ask.showing, places=number, wheelchair=wheelchair, share=share)


def call_off(showing: Showing, *, by: Actor, at: datetime) -> None:
    """End every ask of a date that is called off; the caller holds the allotment, and empties it."""
    from ..tasks import tell_of_ask  # the job calls operations

    asks = list(Ask.objects.open().filter(showing=showing).order_by("pk"))
    Proposal.objects.pending().filter(ask__in=asks).update(answer=Proposal.Answer.WITHDRAWN, answered_at=at)
    for ask in asks:
        ask.gathered = ask.gathered_wheelchair = 0
        ask.ended_at, ask.end, ask.pickup_sealed = at, Ask.End.CALLED_OFF, None
        tell_of_ask.defer(ask_id=ask.pk, event="ended")
    journal.record_all(verbs.ASK_CALLED_OFF, asks, by=by, at=at)
    Ask.objects.bulk_update(
        asks, ["gathered", "gathered_wheelchair", "ended_at", "end", "pickup_sealed"], batch_size=500
    )
