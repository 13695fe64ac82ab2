"""An evening that did not fill: the theatre frees six places, some relays are told, one of them comes."""

from datetime import datetime, timedelta
from functools import partial

from pontdesarts.bookings.rules import Outing, Party, fresh_list_at
from pontdesarts.journal.actors import JOB
from pontdesarts.last_minute import choosing, operations
from pontdesarts.last_minute.rules import is_night
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer, Showing
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from ..rules import HERE
from .bookings import try_booking
from .scenes import Stage

PARTNER = "Maison des Arts de Créteil"
_FREED = 6


def set_up(stage: Stage) -> None:
    """Tomorrow evening, booked by few, closed; freed an hour ago, or before the night."""
    clock, association = stage.clock, stage.made.associations[VAL_DE_MARNE]
    offers = Offer.objects.published().filter(association=association, partner__name=PARTNER, open_dated=False)
    offer = offers.filter(discipline="theatre").order_by("pk")[0]
    made: list[Showing] = []
    freed_at = _waking(clock.ago(0, 1))

    def give(at: datetime) -> None:
        slot = programme.Slot(clock.evening(1, 20))
        made.extend(programme.add_showings(offer, slots=[slot], by=stage.made.team(VAL_DE_MARNE), at=at))
        given = Places(16, 2, closes_at=freed_at - timedelta(hours=3))
        programme.offer_places(made, given=given, by=stage.made.team(VAL_DE_MARNE), at=at)

    def free(at: datetime) -> None:
        until = fresh_list_at(made[0].starts_at, offer.terms)
        by = stage.made.acting("partenaire")
        release = operations.release(made[0], places=_FREED, wheelchair=1, until=until, by=by, at=at)
        there = Showing.objects.in_full().get(pk=made[0].pk)
        # the visitor's own account is among those who are told
        people = sorted(choosing.candidates(there, at), key=lambda candidate: candidate.user != user)
        operations.tell(release, people=people, by=JOB, at=at)

    stage.diary.plan(clock.ago(6), give)
    visitor, user = stage.relay_of("referente")
    others = [relay for relay in stage.made.relays[VAL_DE_MARNE] if relay != visitor]
    for number, relay in enumerate(others[:4]):
        party = Party(adults=1, from_6_to_11=number, outing=Outing.FAMILY)
        stage.diary.plan(clock.ago(5, number), partial(_come, made, relay, party))
    stage.diary.plan(freed_at, free)


def _come(made: list[Showing], relay: Structure, party: Party, at: datetime) -> None:
    post = relay.referents.current().select_related("user").order_by("pk").first()
    if post and not relay.is_suspended:
        try_booking(made[0], relay, party, post.user, at)


def _waking(at: datetime) -> datetime:
    """The moment itself, or half past eight in the evening before when it falls at night."""
    if not is_night(at, HERE):
        return at
    wall = at.astimezone(HERE)
    day = wall.date() if wall.hour >= 20 else wall.date() - timedelta(days=1)
    return datetime(day.year, day.month, day.day, 20, 30, tzinfo=HERE)
