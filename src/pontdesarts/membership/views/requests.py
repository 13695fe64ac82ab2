"""The team reads requests beside what it knows, and answers them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import PartnerKind, Structure, StructureQuerySet
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..alike import alike
from ..forms import AcceptForm, EnterPartnerForm, QuestionForm, RefuseForm
from ..models import JoinRequest
from .reading import read_by


def requests(request: Request) -> HttpResponse:
    """Those to answer first; those that are answered, for a year."""
    own = read_by(request)
    seen = JoinRequest.objects.visible_to(request.user).select_related("association", "commune", "structure")
    context = {
        "waiting": seen.filter(outcome="").order_by("confirmed_at", "pk"),
        "answered": seen.exclude(outcome="").order_by("-answered_at", "-pk")[:100],
        "association": own.first(),
        "associations": Association.objects.run_by(request.user),
    }
    return render(request, "membership/requests.html", context)


def request(request: Request, pk: int) -> HttpResponse:
    """One request: what was said, what looks like it, and three answers."""
    asked = get_object_or_404(
        JoinRequest.objects.visible_to(request.user).select_related("association", "commune", "structure"), pk=pk
    )
    runs = may_run(request.user, asked.association)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    doing = request.POST.get("do", "")
    if doing == "reopen":
        return _reopen(request, asked)
    accept = AcceptForm(typed(request) if doing == "accept" else None, among=_own(asked))
    question = QuestionForm(typed(request) if doing == "ask" else None)
    refuse = RefuseForm(typed(request) if doing == "refuse" else None)
    form = {"accept": accept, "ask": question, "refuse": refuse}.get(doing)
    if form is not None and form.is_valid():
        try:
            return _answer(request, asked, doing, form.cleaned_data)
        except Refused as refusal:
            if not JoinRequest.objects.to_answer().filter(pk=pk).exists():  # somebody decided meanwhile
                messages.error(request, str(refusal))
                return redirect("membership:request", pk)
            add_refusal(form, refusal)
    context = {
        "asked": asked,
        "runs": runs,
        "alike": alike(asked) if asked.is_open else [],
        "accept": accept,
        "question": question,
        "refuse": refuse,
        "doing": doing,
        "journal": Entry.objects.about(asked)[:30],
    }
    return render(request, "membership/request.html", context)


def _answer(request: Request, asked: JoinRequest, doing: str, said: dict[str, Any]) -> HttpResponse:
    by, at = acting(request), timezone.now()
    if doing == "accept":
        structure = operations.accept(asked, **said, invited_by=request.user, by=by, at=at)
        did = "La demande est rattachée à" if said["structure"] else "Dans le réseau :"
        messages.success(request, f"{did} « {structure} ». Un courriel le dit à {asked.person}.")
        return redirect("membership:entry", structure.pk)
    if doing == "ask":
        operations.ask_more(asked, question=str(said["question"]), by=by, at=at)
        messages.success(request, f"La question part à {asked.email}.")
    else:
        operations.refuse(asked, reason=str(said["reason"]), by=by, at=at)
        messages.success(request, f"La demande est refusée. La raison part à {asked.email}.")
    return redirect("membership:request", asked.pk)


def _reopen(request: Request, asked: JoinRequest) -> HttpResponse:
    try:
        operations.reopen(asked, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La demande attend à nouveau une réponse.")
    return redirect("membership:request", asked.pk)


def _own(asked: JoinRequest) -> StructureQuerySet:
    return Structure.objects.standing().filter(Q(association=asked.association_id))


def enter_partner(request: Request, slug: str) -> HttpResponse:
    """A partner to be: its name, its address, and the mail leaves."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_run(request.user, association):
        return render(request, "ui/errors/403.html", status=403)
    form = EnterPartnerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        kind = PartnerKind(said.pop("kind"))
        try:
            made = operations.enter_partner(association, values=said, kind=kind, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Le lien part à {made.email}. Il sert pendant 30 jours.")
            return redirect("membership:entry", made.pk)
    return render(request, "membership/enter_partner.html", {"association": association, "form": form})
