"""What counts of each relay on the day of the draw, and the closed list that a round is drawn from."""

from datetime import datetime

from django.db.models import Q, Sum

from pontdesarts.bookings.fairness import received
from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from . import dates, rules
from .models import Draw, Lot, Outcome, Round, Wish


def standing_of(relay: Structure, draw: Draw, at: datetime) -> rules.Standing:
    """The relay as it stands now, with the wishes that it has made so far."""
    wishes = list(Wish.objects.standing().filter(entrant__draw=draw, entrant__relay=relay).ranked())
    return rules.Standing(
        received=received([relay.pk], at).get(relay.pk, 0),
        qpv=bool(relay.relay.priority_area),
        people_a_year=relay.relay.people_a_year,
        first_outings=_all_first(wishes),
        missed=relay.pk in missed(draw),
    )


def missed(draw: Draw) -> set[int]:
    """The relays to which the rounds drawn so far gave nothing, of those that wished."""
    outcomes = Outcome.objects.filter(round__draw=draw)
    tried = set(outcomes.order_by("pk").values_list("wish__entrant__relay", flat=True))
    met = set(outcomes.met().order_by("pk").values_list("wish__entrant__relay", flat=True))
    return tried - met


def _all_first(wishes: list[Wish]) -> bool:
    return bool(wishes) and all(wish.first_outing for wish in wishes)


def given(draw: Draw) -> dict[int, int]:
    """The places of each lot that earlier rounds gave and that are still held: what was cancelled is given again."""
    held = Outcome.objects.met().filter(round__draw=draw, booking__cancelled_at=None)
    totals = held.order_by("wish__lot").values("wish__lot").annotate(total=Sum("booking__places"))
    return dict(totals.values_list("wish__lot", "total"))


def left(draw: Draw) -> dict[int, int]:
    """The places of each lot that a draw could still give now."""
    so_far = given(draw)
    return {
        lot.pk: max(0, min(lot.places - so_far.get(lot.pk, 0), lot.showing.allotment.left))
        for lot in draw.lots.with_showing()
        if lot.out_at is None
    }


def closed_list(round_: Round, at: datetime) -> tuple[rules.ClosedList, dict[tuple[int, int], Wish]]:
    """What the round is drawn from, and the wish behind each pair of public number and lot. The caller holds the draw
    and the allotments: nothing moves any more."""
    draw = round_.draw
    wishes = list(Wish.objects.standing().filter(entrant__draw=draw).with_lot().order_by("entrant", "rank", "pk"))
    lots = list(draw.lots.with_showing().order_by("number"))
    free = left(draw)
    by_entrant: dict[int, list[Wish]] = {}
    for wish in wishes:
        by_entrant.setdefault(wish.entrant_id, []).append(wish)
    facts = _Facts(draw, by_entrant, at)
    closed = rules.ClosedList(
        round=round_.number,
        lots=tuple(_lot(lot, free.get(lot.pk, 0), _out(lot, round_, at)) for lot in lots),
        relays=tuple(facts.relay(of_one) for of_one in by_entrant.values()),
    )
    return closed, {(wish.entrant.number, wish.lot.number): wish for wish in wishes}


def _lot(lot: Lot, places: int, out: str) -> rules.Lot:
    showing = lot.showing
    allotment, offer = showing.allotment, showing.offer
    neighbours = allotment.neighbour_places - allotment.neighbour_taken if offer.neighbours_allowed_at else 0
    return rules.Lot(
        lot=lot.number,
        places=places,
        wheelchair=allotment.wheelchair_left,
        neighbours=max(0, neighbours),
        offer=offer.pk,
        most=offer.terms.most_per_relay,
        out=out,
        label=dates.label_of(lot),
    )


def _out(lot: Lot, round_: Round, at: datetime) -> str:
    """Why nothing of the lot is given in this round, or ``""``."""
    showing: Showing = lot.showing
    gone = lot.out_at or showing.cancelled_at or showing.allotment.stopped_at or showing.is_over(at)
    if gone or not showing.offer.is_published(at):
        return rules.Reason.CALLED_OFF.value
    if lot.moved_at and lot.moved_at >= round_.closes_at:
        return rules.Reason.MOVED.value
    return ""


class _Facts:
    """What is read once for all the relays of a round."""

    def __init__(self, draw: Draw, by_entrant: dict[int, list[Wish]], at: datetime) -> None:
        self.draw = draw
        relays = [wishes[0].entrant.relay_id for wishes in by_entrant.values()]
        self.received = received(relays, at)
        self.missed = missed(draw)
        met = Outcome.objects.met().filter(round__draw=draw)
        self.outings: dict[int, int] = {}
        for relay in met.order_by("pk").values_list("wish__entrant__relay", flat=True):
            self.outings[relay] = self.outings.get(relay, 0) + 1
        # where there is a share to respect, and nowhere else: the list is published
        wished = [wish.lot.showing.offer for wishes in by_entrant.values() for wish in wishes]
        offers = {offer.pk for offer in wished if offer.terms.most_per_relay}
        held = Booking.objects.held().filter(Q(relay__in=relays) & Q(showing__offer__in=offers)).order_by("relay")
        self.held: dict[int, dict[str, int]] = {}
        rows = held.values("relay", "showing__offer").annotate(total=Sum("places"))
        for relay, offer, total in rows.values_list("relay", "showing__offer", "total"):
            self.held.setdefault(relay, {})[str(offer)] = total

    def relay(self, wishes: list[Wish]) -> rules.Relay:
        entrant, relay = wishes[0].entrant, wishes[0].entrant.relay
        standing = rules.Standing(
            received=self.received.get(relay.pk, 0),
            qpv=bool(relay.relay.priority_area),
            people_a_year=relay.relay.people_a_year,
            first_outings=_all_first(wishes),
            missed=relay.pk in self.missed,
        )
        parts = rules.tickets(standing, self.draw.weights)
        most = self.draw.most_outings
        return rules.Relay(
            relay=entrant.number,
            tickets=sum(parts.values()),
            parts=parts,
            most=max(0, most - self.outings.get(relay.pk, 0)) if most else None,
            neighbour=relay.association_id != self.draw.association_id,
            out=bool(relay.barred),
            held=self.held.get(relay.pk, {}),
            wishes=tuple(
                rules.Wanted(wish.lot.number, rank, wish.places, wish.least, wish.wheelchair)
                for rank, wish in enumerate(wishes, start=1)
            ),
        )
