"""Places come back: they go to whoever waits, in turn. Everything here is called with the allotment locked."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .. import asking, conditions, keeping, rules, signals, verbs
from ..models import Ask, Booking, Proposal


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
    if at + rules.SHORTEST_ANSWER > asking.answers_end_at(showing):
        return []
    waiting = {ask.pk: ask for ask in _turns_of(showing, came_back) if but is None or ask.pk != but.pk}
    if not waiting:
        return []
    turns = _turns(showing, waiting, at)
    dealt = rules.deal(turns, asking.stock(showing.allotment, at), showing.offer.terms.most_skips, came_back=came_back)
    proposals = [propose(waiting[key], places=number, by=JOB, at=at) for key, number in dealt.offers]
    for key, more in dealt.skips:
        waiting[key].skips += more
        waiting[key].save(update_fields=["skips"])
    if dealt.gathered:
        key, number, wheelchair = dealt.gathered
        set_aside(waiting[key], places=number, wheelchair=wheelchair, by=JOB, at=at)
    return proposals


def _turns_of(showing: Showing, came_back: bool) -> list[Ask]:
    """Who waits and is not thinking about a proposal yet, in turn. When no place came back, nobody is asked again."""
    proposals = Proposal.objects.filter(ask__showing=showing)
    asked = (proposals.pending() if came_back else proposals).values("ask")
    asks = Ask.objects.waiting().filter(showing=showing).exclude(pk__in=asked)
    return [
        ask
        for ask in asks.select_related("relay__relay", "showing__allotment", "showing__offer__association")
        if not ask.relay.barred
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


def propose(ask: Ask, *, places: int, by: Actor, at: datetime) -> Proposal:
    """Keep ``places`` for the relay until it answers, its gathered ones among them, and defer the mail that says so.

    Raises `Full` or `NoWheelchairPlace` when they are not there.
    """
    from ..tasks import tell_of_ask  # the job calls operations

    wheelchair = min(ask.wheelchair, places)
    keeping.move(ask, places - ask.gathered, wheelchair - ask.gathered_wheelchair)
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
            last=asking.answers_end_at(ask.showing),
            zone=timezone.get_current_timezone(),
        ),
    )
    journal.record(
        verbs.PROPOSED, ask, by=by, at=at, places=words.places(places), until=words.french_moment(proposal.expires_at)
    )
    tell_of_ask.defer(ask_id=ask.pk, event="proposed", proposal_id=proposal.pk)
    return proposal


def set_aside(ask: Ask, *, places: int, wheelchair: int, by: Actor, at: datetime) -> None:
    """Gather places that are free for a party that has been passed over often enough."""
    keeping.move(ask, places, wheelchair)
    ask.gathered += places
    ask.gathered_wheelchair += wheelchair
    ask.save(update_fields=["gathered", "gathered_wheelchair"])
    journal.record(verbs.GATHERED, ask, by=by, at=at, places=words.places(ask.gathered), wanted=ask.places)


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
