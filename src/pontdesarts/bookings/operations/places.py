"""Taking and giving back places: one conditional update, the only writer of ``Allotment.taken``."""

from django.db.models import Exists, F, OuterRef

from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from .refusals import BookingClosed, Full, NoWheelchairPlace

_ELSEWHERE = "Choisissez une autre date, ou une autre sortie."


def move(showing: Showing, *, places: int, wheelchair: int) -> None:
    """Take ``places`` (give back when negative), of which ``wheelchair``; nothing changes when they are not there.

    Raises `Full`, `NoWheelchairPlace`, or `BookingClosed` when the date was called off in the meantime. Call it last:
    the row stays locked until the transaction ends.
    """
    if not places and not wheelchair:
        return
    enough = Allotment.objects.filter(pk=showing.pk)
    if places > 0:
        held = Showing.objects.filter(pk=OuterRef("pk"), cancelled_at=None)
        enough = enough.filter(Exists(held), taken__lte=F("places") - places)
    if wheelchair > 0:
        enough = enough.filter(wheelchair_taken__lte=F("wheelchair_places") - wheelchair)
    moved = enough.update(taken=F("taken") + places, wheelchair_taken=F("wheelchair_taken") + wheelchair)
    if not moved:
        raise _refusal(showing, places)


def _refusal(showing: Showing, places: int) -> BookingClosed | Full | NoWheelchairPlace:
    allotment = Allotment.objects.select_related("showing").get(pk=showing.pk)
    if allotment.showing.cancelled_at:
        return BookingClosed("Cette date vient d'être annulée.", _ELSEWHERE)
    if allotment.left >= places:
        return NoWheelchairPlace(
            "Il n'y a plus assez de places pour fauteuil roulant à cette date.",
            "Appelez l'association, ou choisissez une autre date.",
        )
    if allotment.left == 0:
        return Full("Complet : la dernière place vient de partir.", _ELSEWHERE)
    return Full(
        f"Il reste {words.places(allotment.left)}, vous en demandez {places}.",
        "Réduisez le nombre, ou choisissez une autre date.",
    )
