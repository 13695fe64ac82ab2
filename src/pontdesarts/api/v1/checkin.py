"""Who is expected at the desk, and who came, for the venue's ticketing system."""

from django.http import HttpResponse
from ninja import Router

from pontdesarts.bookings import codes, guests, paperwork
from pontdesarts.bookings.models import Booking
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim

from ..rules import Scope
from . import reading, rows, shapes
from .bookings import Code
from .door import Call, acting
from .entries import entry
from .problems import not_found
from .shapes import Id

router = Router(tags=["check-in"])
READ = Scope.CHECKIN_READ
_CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@entry(router, "GET", "/showings/{int:showing}/checkin", scope=READ, answers=shapes.CheckIn)
def get_checkin(request: Call, showing: Id) -> shapes.CheckIn:
    """The list of a date: codes, places, needs. Never whom a party comes from; a name only where the venue asks one."""
    row = reading.found(reading.own_showings(request.token), pk=showing)
    expected = [rows.guest(guest) for guest in guests.of(row)]
    return shapes.CheckIn(
        showing=row.pk,
        starts_at=row.starts_at,
        parties=len(expected),
        places=sum(guest.places for guest in expected),
        guests=expected,
    )


@entry(
    router, "GET", "/showings/{int:showing}/checkin.csv", scope=READ, answers={200: None}, gives="text/csv", more=_CSV
)
def get_checkin_csv(request: Call, showing: Id) -> HttpResponse:
    """The same list as a sheet."""
    row = reading.found(reading.own_showings(request.token), pk=showing)
    paper = paperwork.list_csv(row, guests.of(row), at=request.at)
    return HttpResponse(paper.content, content_type=paper.content_type)


@entry(
    router,
    "PUT",
    "/showings/{int:showing}/checkin/{code}",
    scope=Scope.CHECKIN_WRITE,
    answers=shapes.Arrival,
)
def say_who_came(request: Call, showing: Id, code: Code, body: shapes.NewArrival) -> shapes.Arrival:
    """Say how many people came with this code, 0 included.

    The last word counts, and the same word twice writes nothing: no key is needed. From six hours before the date
    (409 `claim-refused` until then). More than was booked is kept as it is said: the association is told.
    """
    row = reading.found(reading.doors(request.token), pk=showing)
    if not codes.normalise(code):
        raise not_found()
    booking = reading.found(Booking.objects.filter(showing=row), code=codes.normalise(code))
    outings.claim(
        row,
        [outings.Said(booking, body.came)],
        source=Claim.Source.DOOR,
        via=Claim.Via.PROGRAM,
        by=acting(request),
        at=request.at,
    )
    return shapes.Arrival(showing=row.pk, code=booking.code, places=booking.places, came=body.came)
