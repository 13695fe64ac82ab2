"""A thank-you after each show, in one click."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Showing, ShowingQuerySet

from .. import letters, operations

A_PAGE = 20
# a thank-you that comes later says that one was forgotten
LATELY = timedelta(days=30)


def to_thank(request: Request) -> HttpResponse:
    """Dates of the last month to which somebody came, and whose partner was not thanked."""
    at = timezone.now()
    came = Booking.objects.held().filter(came__gt=0, showing__starts_at__gt=at - LATELY, showing__starts_at__lte=at)
    dates = _of_the_team(request).filter(pk__in=came.order_by().values("showing"), thanks=None)
    page = Paginator(dates.in_full().prefetch_related("bookings").order_by("-starts_at", "-pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        (showing, letters.came_to(showing), showing.offer.partner and letters.address_of(showing.offer.partner))
        for showing in page
    ]
    return render(request, "impressions/to_thank.html", {"page": page, "rows": rows})


@require_POST
def thank(request: Request, pk: int) -> HttpResponse:
    showing = get_object_or_404(_of_the_team(request).in_full().prefetch_related("bookings"), pk=pk)
    try:
        thanks = operations.thank(showing, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, f"« {showing.offer.title} » : {refusal} {refusal.next_step}")
    else:
        messages.success(request, f"Merci envoyé à {thanks.to} pour « {showing.offer.title} ».")
    return redirect("impressions:to_thank")


def _of_the_team(request: Request) -> ShowingQuerySet:
    return Showing.objects.filter(offer__association__in=Association.objects.run_by(request.user), cancelled_at=None)
