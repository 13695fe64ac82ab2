"""What neighbours took of an offer, for the team that opened it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request

from ..neighbours import dates_of, taken_of


@require_safe
def neighbours(request: Request, pk: int) -> HttpResponse:
    """By date and by association, with the association's telephone: its relays are its own to call."""
    dates = dates_of(request.user, pk).select_related("offer__association")
    showings = list(dates.order_by("starts_at", "pk"))
    if not showings:
        raise Http404
    taken = taken_of(showings)
    context = {
        "offer": showings[0].offer,
        "taken": taken,
        "places": sum(each.places for each in taken),
        "associations": sorted({each.association for each in taken}, key=lambda known: (known.name, known.pk)),
    }
    return render(request, "bookings/neighbours.html", context)
