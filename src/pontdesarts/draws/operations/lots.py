"""The programme changes while a draw runs: a date is called off or moves, an offer would be given otherwise."""

from datetime import datetime

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import BookingMode, Offer, Showing
from pontdesarts.ui import words

from .. import dates, verbs
from ..models import Draw, Lot, Wish
from ..refusals import DrawRefused


def take_out(showing: Showing, *, reason: str, by: Actor, at: datetime) -> list[Lot]:
    """The date is called off: its lots give nothing any more, and whoever wished it is told. Called in the transaction
    that calls it off; locks no draw, which waits for us at the allotment."""
    from ..tasks import tell_of_lot  # the job calls operations

    lots = _running(showing)
    for lot in lots:
        Lot.objects.filter(pk=lot.pk).update(out_at=at)
        said = reason or "la date est annulée"
        journal.record(verbs.LOT_OUT, lot.draw, by=by, at=at, lot=dates.label_of(lot), reason=said)
        for wish_id in _wishes(lot):
            tell_of_lot.defer(wish_id=wish_id, reason=reason, before="")
    return lots


def tell_of_moved_lot(showing: Showing, *, before: str, by: Actor, at: datetime) -> list[Lot]:
    """The date moves: whoever wished it is told. Before the end of wishes they may still choose; after it, the lot is
    not drawn in this round."""
    from ..tasks import tell_of_lot  # the job calls operations

    lots = _running(showing)
    for lot in lots:
        Lot.objects.filter(pk=lot.pk).update(moved_at=at)
        journal.record(verbs.LOT_MOVED, lot.draw, by=by, at=at, lot=dates.label_of(lot))
        for wish_id in _wishes(lot):
            tell_of_lot.defer(wish_id=wish_id, reason="", before=before)
    return lots


def refuse_other_mode(offer: Offer, *, after: BookingMode, by: Actor, at: datetime) -> None:
    """Raise `DrawRefused` when the places of the offer would be given otherwise while a draw still gives them."""
    if after == BookingMode.DRAW:
        return
    draw = Draw.objects.running().filter(lots__showing__offer=offer, lots__out_at=None).order_by("pk").first()
    if draw:
        raise DrawRefused(
            f"Les places de cette sortie sont dans le tirage « {draw} », en cours au {words.short_date(at)}.",
            "Annulez le tirage, ou ouvrez d'abord ce qui reste à tous.",
        )


def _running(showing: Showing) -> list[Lot]:
    lots = Lot.objects.with_showing().select_related("draw").filter(showing=showing, out_at=None)
    return list(lots.filter(draw__in=Draw.objects.running()).order_by("pk"))


def _wishes(lot: Lot) -> list[int]:
    return list(Wish.objects.standing().filter(lot=lot).order_by("pk").values_list("pk", flat=True))
