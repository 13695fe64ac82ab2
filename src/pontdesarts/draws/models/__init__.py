from .draw import Draw, DrawQuerySet, Lot, LotQuerySet
from .round import Outcome, OutcomeQuerySet, Round, RoundQuerySet
from .wish import Entrant, EntrantQuerySet, Wish, WishQuerySet

__all__ = [
    "Draw",
    "DrawQuerySet",
    "Entrant",
    "EntrantQuerySet",
    "Lot",
    "LotQuerySet",
    "Outcome",
    "OutcomeQuerySet",
    "Round",
    "RoundQuerySet",
    "Wish",
    "WishQuerySet",
]
