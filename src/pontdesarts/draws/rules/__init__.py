"""Who receives what, in a draw. Integers, sorted lists and SHA-256 only: every machine finds the same. Pure."""

from .closed_list import ClosedList, Lot, Relay, Wanted, merged
from .drawing import MET, Answer, Reason, Result, draw, drawn_order
from .record import canonical, commitment_of, differences, digest_of, seed_of
from .tickets import Standing, Weights, tickets

__all__ = [
    "MET",
    "Answer",
    "ClosedList",
    "Lot",
    "Reason",
    "Relay",
    "Result",
    "Standing",
    "Wanted",
    "Weights",
    "canonical",
    "commitment_of",
    "differences",
    "digest_of",
    "draw",
    "drawn_order",
    "merged",
    "seed_of",
    "tickets",
]
