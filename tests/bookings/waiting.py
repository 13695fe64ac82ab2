"""What the tests of waiting lists and of requests share."""

from html import unescape

from pontdesarts.bookings import conditions, operations
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Allotment, BookingMode, Showing
from tests.network.factories import RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

TEAM = Actor(label="Nadia, équipe")


def group(places: int, **more) -> Party:
    """A group of so many people, one of the team among them when they are several."""
    workers = 1 if places > 1 else 0
    return Party(adults=places - workers, workers=workers, outing=Outing.GROUP, **more)


def date(places: int = 10, *, on_request: bool = False, **more) -> Showing:
    mode = BookingMode.ON_REQUEST if on_request else BookingMode.DIRECT
    offer = OfferFactory(booking_mode=mode, **{name: more.pop(name) for name in ("most_per_relay",) if name in more})
    return AllotmentFactory(showing__offer=offer, places=places, **more).showing


def relay_of(showing: Showing, **more):
    return RelayFactory(association=showing.offer.association, **more)


def book(showing: Showing, places: int, *, relay=None, at=NOW, party=None) -> Booking:
    relay = relay or relay_of(showing)
    return operations.book(showing, relay=relay, party=party or group(places), by=TEAM, at=at)


def wait(showing: Showing, places: int, *, least=None, relay=None, at=NOW, party=None, **more) -> Ask:
    relay = relay or relay_of(showing)
    return operations.wait(showing, relay=relay, party=party or group(places), least=least, by=TEAM, at=at, **more)


def request(showing: Showing, places: int, *, relay=None, at=NOW, party=None, **more) -> Ask:
    relay = relay or relay_of(showing)
    return operations.request(showing, relay=relay, party=party or group(places), by=TEAM, at=at, **more)


def pending(ask: Ask) -> Proposal:
    return Proposal.objects.pending().select_related("ask__showing__offer__association", "ask__relay").get(ask=ask)


def words_of(answer) -> str:
    """The page as it is read."""
    return unescape(answer.text)


def again(ask: Ask) -> Ask:
    return Ask.objects.with_showing().get(pk=ask.pk)


def in_step(showing: Showing) -> Allotment:
    """The counters of the date and its rows tell the same story: what is booked, proposed and set aside is what is
    taken, and nothing is oversold."""
    allotment = Allotment.objects.select_related("showing__offer").get(pk=showing.pk)
    kept = [
        *((row.relay, row.places, row.wheelchair) for row in _of(Booking.objects.held(), showing)),
        *((row.relay, row.gathered, row.gathered_wheelchair) for row in _of(Ask.objects.all(), showing)),
        *(
            (row.ask.relay, row.places, row.wheelchair)
            for row in Proposal.objects.pending().filter(ask__showing=showing).select_related("ask__relay")
        ),
    ]
    assert allotment.taken == sum(places for _, places, _ in kept)
    assert allotment.wheelchair_taken == sum(wheelchair for _, _, wheelchair in kept)
    neighbours = [places for relay, places, _ in kept if conditions.is_neighbour(relay, allotment.showing)]
    assert allotment.neighbour_taken == sum(neighbours)
    assert allotment.taken <= allotment.places
    assert allotment.wheelchair_taken <= allotment.wheelchair_places
    assert not Ask.objects.filter(showing=showing, gathered__gt=0).exclude(ended_at=None).exists()
    assert not Proposal.objects.pending().filter(ask__showing=showing).exclude(ask__ended_at=None).exists()
    return allotment


def _of(rows, showing):
    return rows.filter(showing=showing).select_related("relay").order_by("pk")
