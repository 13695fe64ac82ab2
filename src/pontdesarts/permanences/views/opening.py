"""Permanences held, those under way, and a new one."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.operations import Paper
from pontdesarts.printing import sheets
from pontdesarts.programme.models import SavedSearch
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies
from ..forms import OpenForm
from ..models import Permanence, PermanenceQuerySet

A_PAGE = 20
COLUMNS = ("Relais", "Ouverte le", "Fermée le", "Personnes", "Choix", "Places réservées")


@require_safe
def permanences(request: Request) -> HttpResponse:
    """The latest first, with what each gave; how many in all, and how many places."""
    every = _seen(request)
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "held": page.paginator.count,
        "booked": every.aggregate(total=Sum("booked"))["total"] or 0,
        "may_open": policies.relays_to_open_for(request.user).exists(),
    }
    return render(request, "permanences/permanences.html", context)


@require_safe
def export(request: Request) -> HttpResponse:
    """The same rows for a spreadsheet: numbers of people, nobody's name."""
    return answer(Paper("permanences.csv", "text/csv; charset=utf-8", sheets.csv(COLUMNS, _rows(_seen(request)))))


def _seen(request: Request) -> PermanenceQuerySet:
    return (
        Permanence.objects.visible_to(request.user).select_related("relay").with_figures().order_by("-opened_at", "-pk")
    )


def _rows(permanences: PermanenceQuerySet) -> Iterator[sheets.Row]:
    columns = ("relay__name", "opened_at", "closed_at", "people", "choices", "booked")
    yield from permanences.values_list(*columns).iterator(chunk_size=500)


@require_http_methods(["GET", "HEAD", "POST"])
def open_permanence(request: Request) -> HttpResponse:
    """What to look for, then one button."""
    relays = policies.relays_to_open_for(request.user)
    if not relays.exists():
        return render(request, "permanences/nobody_to_open_for.html", status=403)
    searches = SavedSearch.objects.visible_to(request.user)
    form = OpenForm(typed(request), relays=relays, searches=searches, initial={"radius": "20"})
    if request.method == "POST" and form.is_valid():
        relay, at = form.cleaned_data["relay"], timezone.now()
        try:
            opened = operations.open_for(
                relay,
                criteria=form.criteria(at),
                request_id=form.cleaned_data["request_id"],
                by=acting(request, on_behalf_of=policies.on_behalf_of(request.user, relay)),
                at=at,
            )
        except Refused as refusal:
            add_refusal(form, refusal, "relay")
        else:
            return redirect("permanences:permanence", opened.pk)
    return render(request, "permanences/open.html", {"form": form}, status=422 if form.errors else 200)
