"""Taking and giving back places: one conditional update, the only writer of ``Allotment.taken`` and its like.

The allotment is the row that everybody wants, and the first that each operation locks: allotment, then booking.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from pontdesarts.prepared import PreparedUpdate
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .refusals import BookingClosed, Full, KeptForOthers, NoWheelchairPlace

ELSEWHERE = "Choisissez une autre date, ou une autre sortie."


@dataclass(frozen=True)
class Share:
    """Out of whose share places are taken, and when: what is kept for others at ``at`` is not touched.

    ``at`` is ``None`` when nothing is kept from this party: somebody decided that it comes.
    """

    at: datetime | None = None
    priority: bool = False
    neighbour: bool = False


DECIDED = Share()


def hold(showing_id: int) -> None:
    """Lock the allotment of a showing until the transaction ends: nobody else books, changes or cancels there."""
    # ordered by its key: the usual order joins the showing, which would be locked as well
    list(Allotment.objects.select_for_update(of=("self",)).filter(pk=showing_id).order_by("pk").values_list("pk"))


def move(showing: Showing, *, places: int, wheelchair: int, share: Share = DECIDED) -> None:
    """Take ``places`` (give back when negative), of which ``wheelchair``; nothing changes when they are not there.

    Raises `Full`, `NoWheelchairPlace`, `KeptForOthers`, or `BookingClosed` when places are taken on a date called off
    in the meantime: whoever calls the date off writes so on this row, and waits for us, or we for them.
    """
    allotment = showing.allotment
    case = _Case(
        takes=places > 0,
        wheelchair=wheelchair > 0,
        # the hours until which places are kept may be a little older than the row: they decide who is first, never
        # how many
        leaves_wheelchairs=_kept(allotment.wheelchair_until, share.at) and places > 2 * wheelchair,
        leaves_priority=_kept(allotment.priority_until, share.at) and not share.priority,
        share=(share.priority, share.neighbour),
    )
    if not _move(case)(showing_id=showing.pk, places=places, wheelchair=wheelchair):
        raise _refusal(showing, places, wheelchair, share)


@dataclass(frozen=True)
class _Case:
    """What the statement depends on; the rest are its values."""

    takes: bool
    wheelchair: bool
    leaves_wheelchairs: bool
    leaves_priority: bool
    share: tuple[bool, bool]


@cache
def _move(case: _Case) -> PreparedUpdate:
    """The update that changes nothing unless the row, as it is when it is ours, has what is asked."""
    priority, neighbour = case.share

    def build(showing_id: int, places: int, wheelchair: int) -> tuple[QuerySet[Allotment], dict[str, object]]:
        rows = Allotment.objects.filter(pk=showing_id)
        columns: dict[str, object] = {
            "taken": F("taken") + places,
            "wheelchair_taken": F("wheelchair_taken") + wheelchair,
        }
        if priority:
            columns["priority_taken"] = F("priority_taken") + places
        if neighbour:
            columns["neighbour_taken"] = F("neighbour_taken") + places
        if case.wheelchair:
            rows = rows.filter(wheelchair_taken__lte=F("wheelchair_places") - wheelchair)
        if case.takes:
            free = F("places") - places
            if case.leaves_wheelchairs:
                free -= 2 * (F("wheelchair_places") - F("wheelchair_taken") - wheelchair)
            if case.leaves_priority:
                free -= Greatest(F("priority_places") - F("priority_taken"), 0)
            rows = rows.filter(taken__lte=free, stopped_at=None)
            if neighbour:
                rows = rows.filter(neighbour_taken__lte=F("neighbour_places") - places)
        return rows, columns

    return PreparedUpdate(build)


def _kept(until: datetime | None, at: datetime | None) -> bool:
    return until is not None and at is not None and at < until


def _refusal(
    showing: Showing, places: int, wheelchair: int, share: Share
) -> Full | NoWheelchairPlace | KeptForOthers | BookingClosed:
    allotment = Allotment.objects.get(pk=showing.pk)
    left = allotment.left
    if allotment.stopped_at:
        return BookingClosed("Cette date vient d'être annulée.", ELSEWHERE)
    if left == 0:
        return Full("Complet : la dernière place vient de partir.", ELSEWHERE)
    if left < places:
        return Full(
            f"Il reste {words.places(left)}, il en faut {places}.",
            "Réduisez le nombre, ou choisissez une autre date.",
        )
    if wheelchair > allotment.wheelchair_places - allotment.wheelchair_taken:
        return NoWheelchairPlace(
            "Il n'y a plus assez de places pour fauteuil roulant à cette date.",
            "Appelez l'association, ou choisissez une autre date.",
        )
    return _kept_for_others(allotment, places, share)


def _kept_for_others(allotment: Allotment, places: int, share: Share) -> KeptForOthers:
    if share.neighbour and allotment.neighbour_taken + places > allotment.neighbour_places:
        left = words.places(max(0, allotment.neighbour_places - allotment.neighbour_taken))
        return KeptForOthers(
            f"Il reste {left} pour les relais des autres associations.", "Réduisez le nombre, ou choisissez ailleurs."
        )
    if share.at and allotment.priority_until and not share.priority and allotment.kept_for_priority(share.at):
        until = words.french_moment(allotment.priority_until)
        return KeptForOthers(
            f"Les places qui restent sont gardées aux relais des quartiers prioritaires jusqu'au {until}.",
            "Revenez à ce moment-là : ce qui reste sera ouvert à tous.",
        )
    until = f"au {words.french_moment(allotment.wheelchair_until)}" if allotment.wheelchair_until else "à la clôture"
    return KeptForOthers(
        f"Les places qui restent sont gardées aux fauteuils roulants et à qui les accompagne, jusqu'{until}.",
        "Revenez à ce moment-là, ou choisissez une autre date.",
    )
