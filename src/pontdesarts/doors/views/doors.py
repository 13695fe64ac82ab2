"""The doors of tonight and of the last days, with an account; the worker that keeps their pages."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.bookings import policies
from pontdesarts.bookings.models import Booking
from pontdesarts.ui import offline

from ..evening import recent

MOST = 50


@require_safe
def doors(request: Request) -> HttpResponse:
    """The dates that somebody booked, from seven days ago to tomorrow, the nearest first."""
    at = timezone.now()
    first, last = recent(at)
    held = Booking.objects.held().filter(showing=OuterRef("pk")).order_by()
    showings = policies.showings_with_a_list_for(request.user).held().filter(Exists(held))
    near = showings.filter(
        Q(starts_at__gt=first, starts_at__lt=last) | Q(offer__open_dated=True, starts_at__lt=last, ends_at__gt=first)
    )
    found = (
        near.in_full()
        .annotate(
            door_ended_at=F("reception__ended_at"),
            expected=Subquery(held.values("showing").annotate(figure=Sum("places")).values("figure")),
        )
        .order_by("-starts_at", "pk")
    )
    nearest = sorted(found[:MOST], key=lambda showing: abs(showing.starts_at - at))
    return render(request, "doors/doors.html", {"showings": nearest, "at": at})


@login_not_required  # a browser looks for a newer one whoever is signed in, and takes no redirection
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """It rules over the pages of doors and no other."""
    return offline.worker("doors", scope=reverse("doors:doors"))
