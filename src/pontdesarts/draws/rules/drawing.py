"""The order of the relays, then the passes.

A relay, never a wish, has tickets. Its order among the others is drawn once a round, without replacement. Then come
passes: in that order each relay receives one wish at most, its best ranked that can be met, whole or down to the least
that it accepts; and again, until a pass gives nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from .closed_list import ClosedList, Lot, Relay, Wanted, merged


class Reason(StrEnum):
    """Why a wish was met, or was not."""

    GIVEN = "given"
    FEWER = "fewer"
    FULL = "full"
    WHEELCHAIR = "wheelchair"
    NEIGHBOURS = "neighbours"
    SHARE = "share"
    LIMIT = "limit"
    SUSPENDED = "suspended"
    CALLED_OFF = "called_off"
    MOVED = "moved"


MET = (Reason.GIVEN, Reason.FEWER)


@dataclass(frozen=True)
class Answer:
    """What became of a wish. ``turn`` is the pass that settled it, ``left`` what the lot had left at that moment."""

    relay: int
    lot: int
    rank: int
    places: int
    reason: Reason
    turn: int
    left: int


@dataclass(frozen=True)
class Result:
    """The order that was drawn, and an answer for each wish."""

    order: tuple[int, ...]
    answers: tuple[Answer, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "order": list(self.order),
            "answers": [{**asdict(answer), "reason": answer.reason.value} for answer in self.answers],
        }


def drawn_order(relays: Iterable[Relay], seed: str, round_: int) -> tuple[int, ...]:
    """The relays by tickets drawn one after the other; once one of its tickets is drawn, a relay's others are void.

    The n-th draw takes ticket number SHA-256("seed|round|n") modulo the tickets that remain, counted from the relay
    of the smallest public number.
    """
    remaining = [(relay.relay, relay.tickets) for relay in relays if not relay.out and relay.tickets > 0]
    remaining.sort()
    order: list[int] = []
    for n in count(1):
        total = sum(number for _, number in remaining)
        if not total:
            return tuple(order)
        drawn = int(hashlib.sha256(f"{seed}|{round_}|{n}".encode()).hexdigest(), 16) % total
        index = _holder(remaining, drawn)
        order.append(remaining.pop(index)[0])
    raise AssertionError("unreachable")


def _holder(remaining: Sequence[tuple[int, int]], ticket: int) -> int:
    for index, (_, number) in enumerate(remaining):
        if ticket < number:
            return index
        ticket -= number
    raise AssertionError("no such ticket")


def draw(closed: ClosedList, seed: str) -> Result:
    """The result of the round. The order in which lots, relays and wishes are written changes nothing."""
    order = drawn_order(closed.relays, seed, closed.round)
    giving = _Giving(closed)
    for turn in count(1):
        if not [number for number in order if giving.serve(number, turn)]:
            break
    return Result(order, tuple(giving.answers()))


class _Giving:
    """What is left while places are given. It only ever shrinks: a wish refused once would be refused again."""

    def __init__(self, closed: ClosedList) -> None:
        self.lots = {lot.lot: lot for lot in closed.lots}
        self.left = {lot.lot: 0 if lot.out else lot.places for lot in closed.lots}
        self.wheelchair = {lot.lot: lot.wheelchair for lot in closed.lots}
        self.neighbours = {lot.lot: lot.neighbours for lot in closed.lots}
        self.relays = {relay.relay: relay for relay in closed.relays}
        self.pending = {relay.relay: list(merged(relay.wishes)) for relay in closed.relays}
        self.held = {relay.relay: dict(relay.held) for relay in closed.relays}
        self.outings = dict.fromkeys(self.relays, 0)
        self.settled: dict[tuple[int, int], Answer] = {}

    def serve(self, number: int, turn: int) -> bool:
        """Give the relay its best wish that can be met; whether there was one."""
        relay, pending = self.relays[number], self.pending[number]
        while pending and not self._has_enough(relay):
            wish = pending.pop(0)
            left, refusal = self.left.get(wish.lot, 0), self._refusal(relay, wish)
            given = 0 if refusal else self._room(relay, wish)
            reason = refusal or (Reason.GIVEN if given >= wish.places else Reason.FEWER)
            self.settled[number, wish.lot] = Answer(number, wish.lot, wish.rank, given, reason, turn, left)
            if given:
                self._take(relay, wish, given)
                return True
        return False

    def _has_enough(self, relay: Relay) -> bool:
        return relay.most is not None and self.outings[relay.relay] >= relay.most

    def _refusal(self, relay: Relay, wish: Wanted) -> Reason | None:
        lot = self.lots.get(wish.lot)
        if lot is None or lot.out:
            return Reason(lot.out) if lot else Reason.CALLED_OFF
        need = max(wish.least, wish.wheelchair, 1)
        if self.left[wish.lot] < need:
            return Reason.FULL
        if self.wheelchair[wish.lot] < wish.wheelchair:
            return Reason.WHEELCHAIR
        if relay.neighbour and self.neighbours[wish.lot] < need:
            return Reason.NEIGHBOURS
        if lot.most and self._share_left(relay, lot) < need:
            return Reason.SHARE
        return None

    def _share_left(self, relay: Relay, lot: Lot) -> int:
        return lot.most - self.held[relay.relay].get(str(lot.offer), 0)

    def _room(self, relay: Relay, wish: Wanted) -> int:
        lot, room = self.lots[wish.lot], min(wish.places, self.left[wish.lot])
        if relay.neighbour:
            room = min(room, self.neighbours[wish.lot])
        return min(room, self._share_left(relay, lot)) if lot.most else room

    def _take(self, relay: Relay, wish: Wanted, given: int) -> None:
        self.left[wish.lot] -= given
        self.wheelchair[wish.lot] -= wish.wheelchair
        if relay.neighbour:
            self.neighbours[wish.lot] -= given
        held, offer = self.held[relay.relay], str(self.lots[wish.lot].offer)
        held[offer] = held.get(offer, 0) + given
        self.outings[relay.relay] += 1

    def answers(self) -> Iterable[Answer]:
        """One for each wish; what was never tried was stopped by the relay's own limit, or by its suspension."""
        for number in sorted(self.relays):
            relay = self.relays[number]
            reason = Reason.SUSPENDED if relay.out else Reason.LIMIT
            for wish in merged(relay.wishes):
                stopped = Answer(number, wish.lot, wish.rank, 0, reason, 0, self.left.get(wish.lot, 0))
                yield self.settled.get((number, wish.lot), stopped)
