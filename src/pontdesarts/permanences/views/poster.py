"""The poster of the week: which relay, which week, which outings; then the sheet for the wall."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.messaging.operations import Paper
from pontdesarts.ui.keys import key

from .. import documents, posting
from ..forms import PosterForm, Wanted
from ..policies import relays_to_open_for


@require_safe
def poster(request: Request) -> HttpResponse:
    """What there is in that week around the relay; six are ticked, as varied as can be."""
    at = timezone.now()
    form = _form(request, at)
    found: list[posting.Found] = []
    if form.is_valid():
        found = posting.of_the_week(form.wanted, request.user, at)
    context = {
        "form": form,
        "may_print": form.relays.exists(),
        "found": found,
        "ticked": posting.varied(found, documents.MOST_OUTINGS),
        "most": documents.MOST_OUTINGS,
        "valid": form.is_valid(),
    }
    return render(request, "permanences/poster.html", context)


@require_safe
def poster_paper(request: Request) -> HttpResponse:
    """The PDF. Outings that are gone since the page was opened are left out."""
    at = timezone.now()
    form = _form(request, at)
    if not form.is_valid():
        messages.error(request, "Choisissez le relais et la semaine de l'affiche.")
        return redirect("permanences:poster")
    wanted = form.wanted
    chosen = {key(each) for each in request.GET.getlist("sortie")}
    found = [one for one in posting.of_the_week(wanted, request.user, at) if one.offer.pk in chosen]
    if not 1 <= len(found) <= documents.MOST_OUTINGS:
        most = f"Choisissez {documents.MOST_OUTINGS} sorties au plus."
        messages.error(request, most if found else "Choisissez au moins une sortie.")
        return redirect(f"{reverse('permanences:poster')}?{_query(wanted)}")
    paper = posting.paper(wanted, [posting.outing(one, at) for one in found])
    content = documents.poster(paper, size=wanted.size, style=wanted.style)
    return answer(Paper(f"affiche-{wanted.week:%Y-%m-%d}-{wanted.size}.pdf", "application/pdf", content))


def _query(wanted: Wanted) -> str:
    return urlencode({"relay": wanted.relay.pk, "week": wanted.week.isoformat(), "radius": wanted.radius or ""})


def _form(request: Request, at: datetime) -> PosterForm:
    return PosterForm(request.GET, relays=relays_to_open_for(request.user), weeks=_weeks(timezone.localdate(at)))


def _weeks(today: date) -> Sequence[date]:
    """The Mondays of eight weeks. From Friday on, the sheet that one prints is for the next one: it comes first."""
    monday = today + timedelta(days=3)
    monday -= timedelta(days=monday.weekday())
    return [monday + timedelta(weeks=number) for number in range(8)]
