"""What a permanence gave: each person's outings, papers to print; closing, opening again."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.accounts.http import Request, acting
from pontdesarts.bookings.paperwork import VoucherChoices
from pontdesarts.journal.models import Entry

from .. import fitting, operations, policies
from ..models import Permanence, Pick
from .holding import editable


@require_safe
def summary(request: Request, pk: int) -> HttpResponse:
    """What came, by person; read again later, it says what became of each."""
    rows = Permanence.objects.visible_to(request.user).select_related("relay").with_figures()
    held, at = get_object_or_404(rows, pk=pk), timezone.now()
    picks = list(Pick.objects.filter(permanence=held).received())
    for pick in picks:
        pick.when = fitting.when_of(pick.showing, at)  # type: ignore[attr-defined]  # for the page alone
    people = [(person, list(theirs)) for person, theirs in groupby(picks, key=lambda pick: pick.person)]
    context = {
        "permanence": held,
        "people": people,
        "to_print": [pick for pick in picks if pick.booking and not pick.booking.cancelled_at],
        "may_edit": policies.may_edit(request.user, held),
        "choices": VoucherChoices(),
        "journal": Entry.objects.about(held)[:50],
    }
    return render(request, "permanences/summary.html", context)


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    held = editable(request, pk)
    operations.close(held, by=acting(request), at=timezone.now())
    messages.success(request, "La permanence est fermée.")
    return redirect("permanences:summary", held.pk)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    held = editable(request, pk)
    operations.reopen(held, by=acting(request), at=timezone.now())
    messages.success(request, "La permanence est rouverte.")
    return redirect("permanences:permanence", held.pk)
