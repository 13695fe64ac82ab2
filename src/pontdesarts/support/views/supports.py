"""Individual supports: the list with what is due, one support, its sheet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies, rules
from ..forms import AcceptForm, AskForm, DeclineForm, EndForm, StepForm, VisitForm
from ..models import Support


def supports(request: Request) -> HttpResponse:
    """Those that are open, what is late first; those that ended, in another tab."""
    view, at = request.GET.get("vue", ""), timezone.now()
    seen = Support.objects.visible_to(request.user).select_related("structure__commune", "led_by")
    rows: Iterable[tuple[Support, rules.Due | None]]
    page: Page[Any]
    if view == "terminés":
        ended = seen.exclude(ended_at=None).prefetch_related("steps").order_by("-ended_at", "-pk")
        page = Paginator(ended, 30).get_page(request.GET.get("page"))
        rows = [(each, None) for each in page]
    else:
        known = [(each, _due(each, at)) for each in seen.open().prefetch_related("steps").order_by("asked_at", "pk")]
        known.sort(key=lambda row: (row[1] is None, not (row[1] and row[1].late), row[0].asked_at, row[0].pk))
        page = rows = Paginator(known, 30).get_page(request.GET.get("page"))
    served = Structure.objects.served_by(request.user).order_by("sort_name", "pk")
    context = {
        "view": view,
        "page": page,
        "rows": rows,
        "served": served,
        "runs": Association.objects.run_by(request.user).exists(),
        "staffed": Association.objects.staffed_by(request.user).exists(),
    }
    return render(request, "support/supports.html", context)


def _due(support: Support, at: datetime) -> rules.Due | None:
    return rules.due(support.dates, at=at, today=timezone.localtime(at).date())


def ask(request: Request, pk: int) -> HttpResponse:
    """A relay asks for it; the team enters what a relay asked."""
    relays = Structure.objects.visible_to(request.user).relays().select_related("association", "relay")
    relay = get_object_or_404(relays, pk=pk)
    if not policies.may_share(request.user, relay):
        return render(request, "ui/errors/403.html", status=403)
    form = AskForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask(relay, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La demande est notée. L'équipe de l'association la lit et répond.")
            return redirect("support:support", made.pk)
    return render(request, "support/ask.html", {"form": form, "structure": relay})


def visible(request: Request, pk: int) -> Support:
    found = Support.objects.visible_to(request.user).select_related("structure__association", "asked_by", "led_by")
    return get_object_or_404(found, pk=pk)


def support(request: Request, pk: int) -> HttpResponse:
    """The request, the diagnosis, the plan, the visits, the result; what comes next is open."""
    shown, doing = visible(request, pk), request.POST.get("do", "")
    leads, shares = policies.may_lead(request.user, shown.structure), policies.may_share(request.user, shown.structure)
    team, who = _team(shown), {"led_by": shown.led_by_id or request.user.pk}
    answer = {
        "accept": AcceptForm(typed(request) if doing == "accept" else None, team=team, initial=who),
        "decline": DeclineForm(typed(request) if doing == "decline" else None),
        "add_step": StepForm(typed(request) if doing == "add_step" else None),
        "visit": VisitForm(
            typed(request) if doing == "visit" else None,
            initial={"who": request.user.get_full_name(), "visited_on": timezone.localdate()},
        ),
        "end": EndForm(typed(request) if doing == "end" else None, initial={"result": shown.result}),
    }
    if request.method == "POST":
        if not leads:
            return render(request, "ui/errors/403.html", status=403)
        answered = _do(request, shown, doing, answer.get(doing))
        if answered:
            return answered
    at = timezone.localtime()
    context = {
        "shown": shown,
        "state": shown.state,
        "due": rules.due(shown.dates, at=at, today=at.date()),
        "today": at.date(),
        "steps": shown.steps.all(),
        "visits": shown.visits.all(),
        "leads": leads,
        "shares": shares,
        "open": shown.ended_at is None,
        "begun": shown.accepted_at is not None,
        "labels": ["Demande", "Diagnostic", "Plan", "Résultat"],
        "current": {rules.State.ASKED: 1, rules.State.BEGUN: 2, rules.State.DIAGNOSED: 3}.get(shown.state, 3),
        "doing": doing,
        **answer,
        "journal": Entry.objects.about(shown)[:30],
    }
    return render(request, "support/support.html", context)


def _team(shown: Support) -> QuerySet[User]:
    roles = StaffRole.objects.of_the_team().filter(association=shown.structure.association)
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("name", "pk")


def _do(request: Request, shown: Support, doing: str, form: forms.Form | None) -> HttpResponse | None:
    """Carry out what was pressed; nothing when what was typed has to be seen again."""
    if form is not None and not form.is_valid():
        return None
    try:
        said = _carry_out(shown, doing, form, by=acting(request), at=timezone.now())
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("support:support", shown.pk)
        add_refusal(form, refusal)
        return None
    messages.success(request, said)
    return redirect("support:support", shown.pk)


def _carry_out(shown: Support, doing: str, form: forms.Form | None, *, by: Actor, at: datetime) -> str:
    said = form.cleaned_data if form else {}
    if doing == "accept":
        operations.accept(shown, **said, by=by, at=at)
        return "L'accompagnement est commencé. Le relais en reçoit la nouvelle."
    if doing == "decline":
        operations.decline(shown, **said, by=by, at=at)
        return "La réponse est partie. Elle reste ici, et se reprend d'un geste."
    if doing == "add_step":
        operations.add_step(shown, **said, by=by, at=at)
        return "L'étape est au plan."
    if doing == "visit":
        operations.note_visit(shown, **said, by=by, at=at)
        return "La visite est notée."
    if doing == "end":
        operations.end(shown, **said, by=by, at=at)
        return "L'accompagnement est terminé. Merci pour cette équipe."
    if doing == "reopen":
        operations.reopen(shown, by=by, at=at)
        return "L'accompagnement reprend."
    raise Http404


def sheet(request: Request, pk: int) -> HttpResponse:
    """To print: all of it on paper, and where to sign."""
    shown = visible(request, pk)
    context = {"shown": shown, "steps": shown.steps.all(), "visits": shown.visits.all(), "today": timezone.localdate()}
    return render(request, "support/sheet.html", context)
