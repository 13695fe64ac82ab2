"""Taking and giving back places: one conditional update, the only writer of ``Allotment.taken``.

The allotment is the row that everybody wants, and the first that each operation locks: allotment, then booking.
"""

from django.db.models import F

from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .refusals import BookingClosed, Full, NoWheelchairPlace

ELSEWHERE = "Choisissez une autre date, ou une autre sortie."


def hold(showing_id: int) -> None:
    """Lock the allotment of a showing until the transaction ends: nobody else books, changes or cancels there."""
    # ordered by its key: the usual order joins the showing, which would be locked as well
    list(Allotment.objects.select_for_update(of=("self",)).filter(pk=showing_id).order_by("pk").values_list("pk"))


def move(showing: Showing, *, places: int, wheelchair: int) -> None:
    """Take ``places`` (give back when negative), of which ``wheelchair``; nothing changes when they are not there.

    Raises `Full`, `NoWheelchairPlace`, or `BookingClosed` when places are taken on a date called off in the meantime:
    that is read once the row is ours, because whoever calls the date off then waits for us, or we for them.
    """
    enough = Allotment.objects.filter(pk=showing.pk)
    if places > 0:
        enough = enough.filter(taken__lte=F("places") - places)
    if wheelchair > 0:
        enough = enough.filter(wheelchair_taken__lte=F("wheelchair_places") - wheelchair)
    moved = enough.update(taken=F("taken") + places, wheelchair_taken=F("wheelchair_taken") + wheelchair)
    if places > 0 and not Showing.objects.held().filter(pk=showing.pk).exists():
        raise BookingClosed("Cette date vient d'être annulée.", ELSEWHERE)
    if not moved:
        raise _refusal(showing, places)


def _refusal(showing: Showing, places: int) -> Full | NoWheelchairPlace:
    left = Allotment.objects.get(pk=showing.pk).left
    if left >= places:
        return NoWheelchairPlace(
            "Il n'y a plus assez de places pour fauteuil roulant à cette date.",
            "Appelez l'association, ou choisissez une autre date.",
        )
    if left == 0:
        return Full("Complet : la dernière place vient de partir.", ELSEWHERE)
    return Full(
        f"Il reste {words.places(left)}, il en faut {places}.",
        "Réduisez le nombre, ou choisissez une autre date.",
    )
