"""« 3 places vous attendent »: one accepts or passes, with an account or by the link of the mail. Opening the page
changes nothing: programs that read mails open links too."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import asking, conditions, notices_asks, operations, rules
from ..forms_asks import PeopleForm
from ..models import Ask, Booking, Proposal
from .asks import actor


def proposal(request: Request, pk: int) -> HttpResponse:
    """Through the account."""
    mine = Proposal.objects.filter(ask__in=Ask.objects.editable_by(request.user))
    shown = get_object_or_404(mine, pk=pk)
    shown.ask = Ask.objects.with_showing().get(pk=shown.ask_id)
    form, done = _answer(request, shown, actor(request, shown.ask))
    if done:
        messages.success(request, _said(done))
    if isinstance(done, Booking):
        return redirect("bookings:booking", done.code)
    if done:
        return redirect("bookings:ask", done.pk)
    context = _context(shown, form, timezone.now()) | {"layout": "ui/base.html", "signed": False}
    return render(request, "bookings/proposal.html", context)


@login_not_required
@never_cache
def signed_proposal(request: HttpRequest, token: str) -> HttpResponse:
    """Through the link of the mail, by whoever holds it."""
    try:
        shown = _opened(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    form, done = _answer(request, shown, Actor.link(shown.ask.relay.name))
    if done:
        messages.success(request, _said(done))
        return redirect("bookings:signed_proposal", token)
    context = _context(shown, form, timezone.now()) | {"layout": "ui/plain.html", "signed": True}
    return render(request, "bookings/proposal.html", context)


def _opened(token: str) -> Proposal:
    """The proposal that a link opens. Raises `LinkRefused`, also when the relay's links were withdrawn since."""
    link = links.read(token, notices_asks.PROPOSAL_DOOR, at=timezone.now())
    shown = Proposal.objects.filter(pk=link.subject, ask__relay__link_epoch=link.epoch).first()
    if shown is None:
        raise links.LinkRefused("Ce lien a été remplacé.", "Ouvrez le plus récent, ou connectez-vous.")
    shown.ask = Ask.objects.with_showing().select_related("booking").get(pk=shown.ask_id)
    return shown


def _answer(request: HttpRequest, shown: Proposal, by: Actor) -> tuple[PeopleForm, Booking | Ask | None]:
    """Do what was asked; without a party that was typed, the one that was said beforehand comes."""
    said, at = request.POST.get("answer", ""), timezone.now()
    typed = request.POST if said == "accept" and "outing" in request.POST else None
    party = rules.reduced(shown.ask.party, shown.places)
    form = PeopleForm(typed, showing=shown.ask.showing, initial=PeopleForm.typed_of_party(party))
    if request.method != "POST" or (typed and not form.is_valid()):
        return form, None
    try:
        if said == "accept":
            booking = operations.accept(shown, party=form.party if typed else None, by=by, at=at)
            return form, booking
        if said in ("stay", "pass"):
            return form, operations.decline(shown, staying=said == "stay", by=by, at=at)
    except Refused as refusal:
        if typed:
            add_refusal(form, refusal, "adults" if isinstance(refusal, operations.PartyRefused) else None)
        else:
            messages.error(request, str(refusal))
    return form, None


def _said(done: Booking | Ask) -> str:
    if isinstance(done, Booking):
        return f"C'est réservé : {words.places(done.places)}. La contremarque part par courriel."
    if done.ended_at:
        return "C'est noté : ces places vont à d'autres, et vous n'attendez plus."
    if done.kind == Ask.Kind.REQUEST:
        return "C'est noté. Votre demande reste ouverte."
    turn = words.ordinal(notices_asks.turn_of(done))
    return f"C'est noté : ces places vont à d'autres. Vous attendez encore : {turn}."


def _context(shown: Proposal, form: PeopleForm, at: datetime) -> dict[str, object]:
    shown.refresh_from_db(fields=["answer", "answered_at", "expires_at"])
    party = rules.reduced(shown.ask.party, shown.places)
    return {
        "proposal": shown,
        "ask": shown.ask,
        "showing": shown.ask.showing,
        "offer": shown.ask.showing.offer,
        "form": form,
        "asks_name": False,
        "over": asking.over(shown, at),
        "fewer": shown.places < shown.ask.places,
        "reduction": rules.reduction(shown.ask.party, party),
        "who": rules.who(party),
        "waits": shown.ask.kind == Ask.Kind.WAITING,
        "names": conditions.needs_pickup_name(shown.ask.showing),
        "booked": Booking.objects.filter(ask=shown.ask_id).first() if shown.answer == "accepted" else None,
    }
