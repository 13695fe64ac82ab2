"""Taking and giving back places: one conditional update, the only writer of ``Allotment.taken`` and its like.

The allotment is the row that everybody wants, and the first that each operation locks: allotment, then booking.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

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
    rows = Allotment.objects.filter(pk=showing.pk)
    if places > 0:
        rows = rows.filter(*_enough(allotment, places, wheelchair, share), stopped_at=None)
    if wheelchair > 0:
        rows = rows.filter(wheelchair_taken__lte=F("wheelchair_places") - wheelchair)
    columns = {"taken": F("taken") + places}
    if wheelchair:
        columns["wheelchair_taken"] = F("wheelchair_taken") + wheelchair
    if share.priority:
        columns["priority_taken"] = F("priority_taken") + places
    if share.neighbour:
        columns["neighbour_taken"] = F("neighbour_taken") + places
    if not rows.update(**columns):
        raise _refusal(showing, places, wheelchair, share)


def _enough(allotment: Allotment, places: int, wheelchair: int, share: Share) -> list[Q]:
    """What must hold of the row as it is when it is ours. The hours until which places are kept may be a little older:
    they decide who is first, never how many."""
    free = F("places") - places
    if share.at and _kept(allotment.wheelchair_until, share.at) and places > 2 * wheelchair:
        free -= 2 * (F("wheelchair_places") - F("wheelchair_taken") - wheelchair)
    if share.at and _kept(allotment.priority_until, share.at) and not share.priority:
        free -= Greatest(F("priority_places") - F("priority_taken"), 0)
    enough = [Q(taken__lte=free)]
    if share.neighbour:
        enough.append(Q(neighbour_taken__lte=F("neighbour_places") - places))
    return enough


def _kept(until: datetime | None, at: datetime) -> bool:
    return until is not None and at < until


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
            f"Les places qui restent sont gardées aux relais des quartiers prioritaires jusqu'à {until}.",
            "Revenez à ce moment-là : ce qui reste sera ouvert à tous.",
        )
    until = words.french_moment(allotment.wheelchair_until) if allotment.wheelchair_until else "la clôture"
    return KeptForOthers(
        f"Les places qui restent sont gardées aux fauteuils roulants et à qui les accompagne, jusqu'à {until}.",
        "Revenez à ce moment-là, ou choisissez une autre date.",
    )
