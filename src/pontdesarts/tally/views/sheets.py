"""« Imprimer la liste »: a paper that can come back as a photo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.bookings import guests, notices, paperwork
from pontdesarts.bookings.views.downloads import answer

from .. import operations
from ..models import Sheet
from .doors import Door


@require_POST
def print_list(request: HttpRequest, door: Door) -> HttpResponse:
    """A sheet gets its identity, then its paper is shown."""
    sheet = operations.print_sheet(door.showing, guests.of(door.showing), by=door.by, at=timezone.now())
    return redirect(door.url("paper", sheet.identity))


@require_safe
def paper(request: HttpRequest, door: Door, identity: str) -> HttpResponse:
    """The PDF of a sheet, as long as the list is what it was."""
    sheet = get_object_or_404(Sheet.objects.filter(showing=door.showing), identity=identity)
    expected = guests.of(door.showing)
    if [[guest.code, guest.places] for guest in expected] != sheet.rows:
        messages.warning(request, "La liste a changé depuis : imprimez-la à nouveau.")
        return redirect(door.list)
    return answer(
        paperwork.list_pdf(
            door.showing, expected, at=sheet.printed_at, identity=identity, door=notices.door_link(door.showing)
        )
    )
