"""« Relais à appeler »: several absences that nobody announced. Somebody calls, writes what was said, decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.bookings import policies
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Referent
from pontdesarts.ui.forms import add_refusal

from .. import absences, operations
from ..forms_team import CallForm
from ..models import Call, Rhythm

MOST_CALLS = 20


@require_safe
def to_call(request: Request) -> HttpResponse:
    """The relays to call, then the calls of the year."""
    mine = list(Association.objects.run_by(request.user))
    if not mine:
        return render(request, "ui/errors/403.html", status=403)
    at = timezone.now()
    rows = [row for association in mine for row in absences.to_call(association, at)]
    calls = Call.objects.filter(relay__association__in=mine).select_related("relay").order_by("-called_at", "-pk")
    rhythms = [(association, Rhythm.of(association).absences) for association in mine]
    context = {"rows": rows, "calls": calls[:MOST_CALLS], "rhythms": rhythms}
    return render(request, "outings/to_call.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Request, pk: int) -> HttpResponse:
    """The outings of one relay to which nobody came, the reasons given, and what was said on the phone."""
    relays = policies.relays_of_the_team(request.user).select_related("relay", "association")
    relay = get_object_or_404(relays, pk=pk)
    (row,) = absences.described([relay], timezone.now())
    form = CallForm(typed(request), last=row.last)
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.note_call(
                relay,
                note=said["note"],
                decision=Call.Decision(said["decision"]),
                day=said["day"],
                reason=said["reason"],
                after=said["after"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"C'est noté pour {relay.name}.")
            return redirect("outings:to_call")
    context = {
        "relay": relay,
        "row": row,
        "form": form,
        "calls": Call.objects.filter(relay=relay).order_by("-called_at", "-pk")[:MOST_CALLS],
        "referents": Referent.objects.current().filter(structure=relay).select_related("user").order_by("pk"),
    }
    return render(request, "outings/call.html", context)
