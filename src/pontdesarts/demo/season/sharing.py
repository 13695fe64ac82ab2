"""Few places shared among many: a cap, hours of advance, wheelchairs kept."""

from datetime import datetime, timedelta

from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from .bookings import try_booking
from .scenes import Stage

_SHARES = {"most_per_relay": 12, "priority_hours": 48, "priority_share": 50, "wheelchair_hours": 72}


def set_up(stage: Stage) -> None:
    """A play that many want, twice: opened this morning, half of it kept two days for relays of priority areas."""
    association, team = stage.made.associations[VAL_DE_MARNE], stage.made.team(VAL_DE_MARNE)
    offers = Offer.objects.published().filter(association=association, open_dated=False, discipline="theatre")
    offer = offers.filter(venue__isnull=False).order_by("-pk")[0]

    def share(at: datetime) -> None:
        programme.edit_offer(offer, values=_SHARES, by=team, at=at)
        evenings = [programme.Slot(stage.clock.evening(days, 20)) for days in (23, 24)]
        showings = programme.add_showings(offer, slots=evenings, by=team, at=at)
        programme.offer_places(showings, given=Places(20, 2), by=team, at=at)
        relay, user = stage.relay_of("referente")
        party = Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY)
        stage.diary.plan(at + timedelta(hours=1), lambda at: _done(try_booking(showings[0], relay, party, user, at)))

    stage.diary.plan(stage.clock.ago(0, 6), share)


def _done(_: object) -> None:
    """A gesture of the diary gives nothing back."""
