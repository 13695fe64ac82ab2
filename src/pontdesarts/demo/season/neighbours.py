"""A border that runs through streets: offers that other associations may book, and one that waits for an answer."""

from datetime import datetime, timedelta

from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer, Showing

from ..people import DROME_ARDECHE, SEINE_SAINT_DENIS, VAL_DE_MARNE
from .bookings import try_booking
from .scenes import Stage

_NEXT_DOOR = 3


def set_up(stage: Stage) -> None:
    """A play in the Drôme, where a relay of the Val-de-Marne goes on holiday; some of the Seine-Saint-Denis, a few
    kilometres from Créteil; and what the Maison des Arts would share, if its association says yes."""
    far = stage.take(DROME_ARDECHE, 20, 90)
    stage.diary.plan(stage.clock.ago(9), lambda at: _open(stage, far.offer, DROME_ARDECHE, 40, at))
    stage.diary.plan(stage.clock.ago(6), lambda at: _book(stage, far.pk, at))
    home = stage.made.associations[SEINE_SAINT_DENIS]
    dated = Offer.objects.published().filter(association=home, open_dated=False, booking_needed=True)
    coming = Showing.objects.upcoming(stage.clock.ahead(4)).filter(offer__in=dated, allotment__isnull=False)
    keys = dict.fromkeys(coming.order_by("starts_at", "pk").values_list("offer", flat=True))
    for number, offer in enumerate(Offer.objects.filter(pk__in=list(keys)[:_NEXT_DOOR]).order_by("pk")):
        at = stage.clock.ago(8) + timedelta(hours=number)
        stage.diary.plan(at, lambda at, offer=offer: _open(stage, offer, SEINE_SAINT_DENIS, None, at))  # type: ignore[misc]  # a loop's own
    stage.diary.plan(stage.clock.ago(1), lambda at: _propose(stage, at))


def _open(stage: Stage, offer: Offer, slug: str, share: int | None, at: datetime) -> None:
    programme.allow_neighbours(offer, share=share, by=stage.made.team(slug), at=at)


def _book(stage: Stage, showing: int, at: datetime) -> None:
    relay, user = stage.relay_of("deux-relais")
    open_now = Showing.objects.select_related("allotment", "offer__association", "offer__partner__partner")
    party = Party(adults=1, from_6_to_11=1, outing=Outing.FAMILY, first_outing=True)
    try_booking(open_now.get(pk=showing), relay, party, user, at)


def _propose(stage: Stage, at: datetime) -> None:
    home = stage.made.associations[VAL_DE_MARNE]
    offer = Offer.objects.get(association=home, title="Dans les coulisses de la Maison des Arts")
    programme.propose_to_neighbours(offer, by=stage.made.acting("partenaire"), at=at)
