"""A date of last night with its list printed, and photos of it."""

from datetime import timedelta

import factory
from django.utils import timezone

from pontdesarts.bookings import codes, guests
from pontdesarts.bookings.models import Booking
from pontdesarts.demo.camera import Mark
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.tally import operations
from pontdesarts.tally.models import Page, Sheet, Tally
from pontdesarts.tally.rules import Read
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.programme.factories import AllotmentFactory
from tests.tally.papers import photo, ticked

VENUE = Actor.link("Théâtre de la Cité")


def a_past_date(**more) -> Showing:
    now = timezone.now()
    return AllotmentFactory(
        places=99,
        showing__starts_at=now - timedelta(hours=14),
        opens_at=now - timedelta(days=20),
        closes_at=now - timedelta(days=2),
        **more,
    ).showing


def parties(showing: Showing, *sizes: int) -> list[Booking]:
    """Bookings of so many places, in the order of the list."""
    relay = RelayFactory(association=showing.offer.association)
    usual = {"showing": showing, "relay": relay, "from_6_to_11": 0}
    ordered = zip(sorted(codes.make() for _ in sizes), sizes, strict=True)
    return [BookingFactory(code=code, adults=size, **usual) for code, size in ordered]


def a_sheet(showing: Showing) -> Sheet:
    return operations.print_sheet(showing, guests.of(showing), by=VENUE, at=showing.starts_at - timedelta(hours=3))


def a_photo(sheet: Sheet, came: dict[Booking, int], *, marks: dict[Booking, Mark] | None = None, page=1) -> bytes:
    """The sheet, ticked for these bookings, as a telephone sees it."""
    rows = {code: row for row, (code, _) in enumerate(sheet.rows)}
    drawn = {(rows[booking.code], count): (marks or {}).get(booking, Mark.TICK) for booking, count in came.items()}
    return photo(ticked(sheet.places, drawn, identity=sheet.identity, page=page))


class TallyFactory(factory.django.DjangoModelFactory[Tally]):
    """A reading that waits for somebody."""

    class Meta:
        model = Tally

    showing = factory.LazyFunction(a_past_date)
    sent_at = factory.LazyFunction(timezone.now)


def a_page(tally: Tally, sheet: Sheet, reads: dict[int, Read], *, number=1, finished=False, picture=b"...") -> Page:
    """As the job leaves it, without the photo."""
    rows = {str(row): [read.count, read.sure, read.confidence, read.why] for row, read in reads.items()}
    return Page.objects.create(
        tally=tally, sheet=sheet, number=number, rows=rows, finished=finished, picture=picture, read_at=tally.sent_at
    )
