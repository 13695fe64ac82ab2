"""« Listes cochées »: the dates whose list may come back."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.bookings import policies
from pontdesarts.bookings.models import Booking

from ..models import Tally
from ..rules import SHEETS_KEPT

A_PAGE = 30


@require_safe
def tallies(request: Request) -> HttpResponse:
    """The dates of the last two months that somebody booked, those that wait for somebody first."""
    at = timezone.now()
    showings = policies.showings_with_a_list_for(request.user).filter(
        starts_at__lte=at, starts_at__gt=at - SHEETS_KEPT, cancelled_at=None
    )
    # each date looks for its own bookings: to join them all and to count reads every one there is
    held = Booking.objects.held().filter(showing=OuterRef("pk")).order_by()
    unknown = held.filter(told_at=None).values("showing").annotate(figure=Count("pk")).values("figure")
    waiting = Tally.objects.open().filter(showing=OuterRef("pk"))
    found = (
        showings.filter(Exists(held))
        .in_full()
        .annotate(
            waits=Exists(waiting),
            parties=Subquery(held.values("showing").annotate(figure=Count("pk")).values("figure")),
            unknown=Coalesce(Subquery(unknown), 0),
        )
        .order_by("-waits", "-starts_at", "pk")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tally/tallies.html", {"page": page})
