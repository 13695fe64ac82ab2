"""The requests to answer, date by date: by the partner's account, by its link, or by the team for it.

A venue reads figures, never which relay asks, nor of what kind it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request
from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.keys import key

from .. import fairness, notices_asks, operations, policies_asks, rules
from ..forms_asks import GrantForm, RefuseForm
from ..models import Ask, AskQuerySet, Booking, Proposal

A_PAGE = 10


@dataclass(frozen=True)
class Door:
    """Who came in: a person, or whoever holds the link of ``holder``."""

    user: User | None
    holder: Structure | None
    address: str

    def asks(self) -> AskQuerySet:
        return self.answered().requests()

    def answered(self) -> AskQuerySet:
        """Open or not."""
        if self.holder:
            return Ask.objects.filter(showing__offer__partner=self.holder)
        assert self.user is not None
        return policies_asks.asks_answered_by(self.user)

    def given_just_now(self, at: datetime) -> AskQuerySet:
        """What may still be taken back, the last first."""
        given = self.answered().given_since(at - operations.TAKEN_BACK_WITHIN)
        return given.with_showing().select_related("booking").order_by("-ended_at", "-pk")

    def acting(self, ask: Ask) -> Actor:
        if self.holder:
            return Actor.link(self.holder.name)
        assert self.user is not None
        partner = ask.showing.offer.partner
        posts = self.user.coordinator_posts.filter(ended_at=None)
        if partner is None or posts.filter(structure=partner).exists():
            return Actor.of(self.user)
        return Actor.of(self.user, on_behalf_of=partner.name)


def requests(request: Request) -> HttpResponse:
    return _requests(request, Door(request.user, None, reverse("bookings:requests")), "ui/base.html")


@login_not_required
@never_cache
def signed_requests(request: HttpRequest, token: str) -> HttpResponse:
    try:
        holder = _opened(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    door = Door(None, holder, reverse("bookings:signed_requests", args=[token]))
    return _requests(request, door, "ui/plain.html")


def _opened(token: str) -> Structure:
    link = links.read(token, notices_asks.REQUESTS_DOOR, at=timezone.now())
    partner = Structure.objects.partners().of_link(link.subject, link.epoch)
    if partner is None or partner.partner.suspended_at:
        raise links.LinkRefused("Ce lien a été remplacé.", "Ouvrez le plus récent, ou demandez-en un à l'association.")
    return partner


def _requests(request: HttpRequest, door: Door, layout: str) -> HttpResponse:
    grants: dict[int, GrantForm] = {}
    refusals: dict[int, RefuseForm] = {}
    if request.method == "POST" and _answer(request, door, grants, refusals):
        return redirect(request.get_full_path())
    at = timezone.now()
    dates = Showing.objects.filter(pk__in=door.asks().upcoming(at).values("showing"))
    dates = dates.select_related("allotment", "venue", "offer__association", "offer__venue", "offer__partner")
    given = list(door.given_just_now(at))
    page = Paginator(dates.order_by("starts_at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    sections = _sections(door, page, grants, refusals, at)
    context = {"layout": layout, "page": page, "sections": sections, "holder": door.holder, "given": given}
    response = render(request, "bookings/requests.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sections(
    door: Door, page: Page[Showing], grants: dict[int, GrantForm], refusals: dict[int, RefuseForm], at: datetime
) -> list[dict[str, object]]:
    """Date by date, what is asked, with what helps to answer."""
    asks = list(door.asks().filter(showing__in=list(page)).select_related("relay__relay", "relay__association"))
    facts = fairness.of(asks, at)
    pending = {p.ask_id: p for p in Proposal.objects.pending().filter(ask__in=asks)}
    stayed = Proposal.objects.filter(ask__in=asks, answer=Proposal.Answer.STAYED).order_by("answered_at", "pk")
    too_few = {p.ask_id: p.places for p in stayed}
    named = policies_asks.named_to(door.user) if door.user else set()
    sections: list[dict[str, object]] = []
    for showing in page:
        of_date = [ask for ask in asks if ask.showing_id == showing.pk]
        left = showing.allotment.left
        rows = [
            {
                "ask": ask,
                "party": rules.who(ask.party),
                "needs": ", ".join(str(Ask.Need(need).label) for need in ask.needs),
                "facts": facts[ask.pk],
                "relay": policies_asks.name_of(ask.relay, named) if showing.offer.association_id in named else "",
                "proposal": pending.get(ask.pk),
                "just_now": ask.pk in pending and pending[ask.pk].proposed_at > at - operations.TAKEN_BACK_WITHIN,
                "too_few": too_few.get(ask.pk, 0),
                "grant": grants.get(ask.pk) or GrantForm(ask=ask, left=left),
                "refuse": refusals.get(ask.pk) or RefuseForm(ask=ask),
            }
            for ask in of_date
        ]
        asked = sum(ask.places for ask in of_date)
        sections.append({"showing": showing, "rows": rows, "left": left, "asked": asked})
    return sections


def _answer(request: HttpRequest, door: Door, grants: dict[int, GrantForm], refusals: dict[int, RefuseForm]) -> bool:
    """Do what was answered; ``False`` keeps the page with what was typed."""
    asked, said = key(request.POST.get("ask", "")), request.POST.get("answer", "")
    if said == "take_back":
        return _take_back(request, door, asked)
    known = door.asks().select_related("showing__allotment", "showing__offer__partner", "relay")
    ask = known.filter(pk=asked).first()
    if ask is None:
        messages.error(request, "Cette demande a déjà sa réponse, ou le relais l'a retirée.")
        return True
    if said == "grant":
        return _grant(request, ask, grants, door)
    return _refuse(request, ask, refusals, door)


def _take_back(request: HttpRequest, door: Door, asked: int) -> bool:
    known = door.answered().select_related("showing__offer__partner")
    ask = known.filter(pk=asked).first()
    if ask is None:
        messages.error(request, "Cette demande n'existe plus.")
        return True
    try:
        operations.take_back(ask, by=door.acting(ask), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        again = "Elle attend à nouveau votre réponse ; le relais est prévenu."
        messages.success(request, f"Demande n° {ask.pk} : les places sont reprises. {again}")
    return True


def _grant(request: HttpRequest, ask: Ask, grants: dict[int, GrantForm], door: Door) -> bool:
    form = grants[ask.pk] = GrantForm(request.POST, ask=ask, left=ask.showing.allotment.left)
    if not form.is_valid():
        return False
    try:
        given = operations.answer_request(
            ask, places=form.cleaned_data["places"], by=door.acting(ask), at=timezone.now()
        )
    except operations.AskEnded as refusal:
        messages.error(request, str(refusal))
        return True
    except Refused as refusal:
        add_refusal(form, refusal, "places")
        return False
    if isinstance(given, Booking):
        messages.success(request, f"Demande n° {ask.pk} : {words.places(given.places)} données. C'est réservé.")
    else:
        until = words.french_moment(given.expires_at)
        messages.success(
            request,
            f"Demande n° {ask.pk} : {words.places(given.places)} proposées. Le relais répond avant {until}.",
        )
    return True


def _refuse(request: HttpRequest, ask: Ask, refusals: dict[int, RefuseForm], door: Door) -> bool:
    form = refusals[ask.pk] = RefuseForm(request.POST, ask=ask)
    if not form.is_valid():
        return False
    try:
        operations.refuse_request(
            ask,
            refusal=Ask.Refusal(form.cleaned_data["refusal"]),
            answer=form.cleaned_data["answer"],
            by=door.acting(ask),
            at=timezone.now(),
        )
    except operations.AskEnded as refusal:
        messages.error(request, str(refusal))
        return True
    except Refused as refusal:
        add_refusal(form, refusal, "answer")
        return False
    messages.success(request, f"Demande n° {ask.pk} refusée : le relais est prévenu, avec la raison.")
    return True
