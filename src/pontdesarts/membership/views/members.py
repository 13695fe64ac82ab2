"""Memberships: the list of a season, and one structure's."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import AssociationQuerySet
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network import rules as network_rules
from pontdesarts.network.models import Stage, Structure
from pontdesarts.territory.rules import fold
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import operations, policies, rules
from ..forms import DeclineForm, FeeForm, MemberFilter, PaymentForm
from ..models import JoinRequest, Membership, Welcome
from ..renewing import IN_THE_NETWORK
from .entry import visible
from .reading import read_by

# what the page of one structure sends
ANSWERS = ("agree", "decline", "undecline")
DOINGS = (*ANSWERS, "pay", "fee", "unpay")


def memberships(request: Request) -> HttpResponse:
    """Every relay of the network with its membership of this season, or without one; partners that are members."""
    own, season = read_by(request), rules.season_at(timezone.now())
    narrow = MemberFilter(request.GET)
    narrow.is_valid()
    found = _narrowed(_structures(own), season, narrow.cleaned_data)
    page = Paginator(found.select_related("commune", "association").order_by("sort_name", "pk"), 30)
    shown = page.get_page(request.GET.get("page"))
    lines = {
        line.structure_id: line
        for line in Membership.objects.filter(structure__in=[row.pk for row in shown], season=season).order_by("pk")
    }
    context = {
        "association": own.first(),
        "associations": own,
        "season": rules.season_said(season),
        "narrow": narrow,
        "page": shown,
        "rows": [(row, lines.get(row.pk)) for row in shown],
        "to_answer": JoinRequest.objects.visible_to(request.user).to_answer().count(),
    }
    return render_piece(request, "membership/memberships.html", context)


def _structures(own: AssociationQuerySet) -> QuerySet[Structure]:
    kept = Structure.objects.standing().filter(association__in=own.order_by(), stage__in=IN_THE_NETWORK)
    return kept.filter(Q(relay__isnull=False) | Exists(Membership.objects.filter(structure=OuterRef("pk"))))


def _narrowed(found: QuerySet[Structure], season: int, said: dict[str, str]) -> QuerySet[Structure]:
    lines = Membership.objects.filter(structure=OuterRef("pk"), season=season)
    for word in fold(said.get("q", "")).split():
        found = found.filter(Q(sort_name__contains=word) | Q(commune__folded__contains=word))
    if said.get("state") == "due":
        found = found.filter(Exists(lines.filter(agreed_at__isnull=False, paid_on=None, fee__gt=0)))
    elif said.get("state") == "missing":
        found = found.exclude(Exists(lines.filter(Q(agreed_at__isnull=False) | Q(declined_at__isnull=False))))
    elif said.get("state") == "declined":
        # at the season's end, one declines the next
        said_no = Membership.objects.declined().filter(structure=OuterRef("pk"), season__gte=season)
        found = found.filter(Exists(said_no))
    elif said.get("state") == "ok":
        found = found.filter(Exists(lines.up_to_date()))
    return found


def member(request: Request, pk: int) -> HttpResponse:
    """One structure: one click renews; the team notes what was paid."""
    shown = visible(request, pk)
    at = timezone.now()
    season = rules.season_to_propose(at)
    line = Membership.objects.filter(structure=shown, season=season).first()
    runs = policies.may_note(request.user, shown)
    doing = request.POST.get("do", "")
    payment = PaymentForm(typed(request) if doing == "pay" else None)
    fee = FeeForm(typed(request) if doing == "fee" else None, initial={"fee": line.fee if line else 0})
    no = DeclineForm(typed(request) if doing == "decline" else None)
    if request.method == "POST":
        if doing not in DOINGS:
            return redirect("membership:member", pk)
        if not (policies.may_answer(request.user, shown) if doing in ANSWERS else runs):
            return render(request, "ui/errors/403.html", status=403)
        answered = _do(request, shown, doing, {"pay": payment, "fee": fee, "decline": no}.get(doing), season)
        if answered:
            return answered
    own = Welcome.of(shown.association)
    context = {
        "structure": shown,
        "line": line,
        "season": rules.season_said(season),
        "asked_fee": line.fee if line else (own.relay_fee if shown.is_relay else own.partner_fee),
        "before": shown.memberships.exclude(season=season).order_by("-season"),
        "payment": payment,
        "fee": fee,
        "no": no,
        "doing": doing,
        "next_stages": _next_stages(shown, line) if runs else [],
        "may_agree": policies.may_answer(request.user, shown),
        "runs": runs,
    }
    return render(request, "membership/member.html", context)


def _next_stages(shown: Structure, line: Membership | None) -> list[Stage]:
    """What the team may decide of a structure that does not join: it sleeps, or it leaves."""
    said_no = line is not None and line.declined_at is not None
    ways = (Stage.DORMANT, Stage.LAPSED) if said_no else ()
    return [stage for stage in ways if network_rules.may_pass(shown.stage, stage.value)]


def _do(request: Request, shown: Structure, doing: str, form: Form | None, season: int) -> HttpResponse | None:
    """Carry out what was pressed; nothing when what was typed has to be seen again."""
    if form is not None and not form.is_valid():
        return None
    by, at = acting(request), timezone.now()
    try:
        if doing == "agree":
            operations.agree(shown, season=season, by=by, at=at)
            messages.success(request, f"C'est noté : {shown} adhère pour la {rules.season_said(season)}.")
        elif doing == "decline" and form:
            operations.decline(shown, season=season, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, f"C'est noté : {shown} n'adhère pas pour la {rules.season_said(season)}.")
        elif doing == "undecline":
            operations.undo_decline(shown, season=season, by=by, at=at)
            messages.success(request, "C'est annulé : rien n'est dit pour cette saison.")
        else:
            _money(shown, season, doing, form.cleaned_data if form else {}, by=by, at=at)
            messages.success(request, "C'est noté.")
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("membership:member", shown.pk)
        add_refusal(form, refusal)
        return None
    return redirect("membership:member", shown.pk)


def _money(shown: Structure, season: int, doing: str, said: dict[str, Any], *, by: Actor, at: datetime) -> None:
    line = Membership.objects.filter(structure=shown, season=season).first()
    if doing == "pay":
        line = line or operations.agree(shown, season=season, by=by, at=at)
        operations.note_payment(line, paid_on=said["paid_on"], means=Membership.Means(said["means"]), by=by, at=at)
    elif line and doing == "fee":
        operations.change_fee(line, fee=said["fee"], by=by, at=at)
    elif line and doing == "unpay":
        operations.undo_payment(line, by=by, at=at)
