"""Who is expected at the desk, for the venue's ticketing system."""

from django.http import HttpResponse
from ninja import Router

from pontdesarts.bookings import guests, paperwork

from ..rules import Scope
from . import reading, rows, shapes
from .door import Call
from .entries import entry
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
