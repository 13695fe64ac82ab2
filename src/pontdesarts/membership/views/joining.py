"""Asking to join, without an account: the form, the address confirmed, the team's question answered."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import typed
from pontdesarts.accounts.public_forms import is_too_often
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import notices, operations
from ..forms import AskForm, ReplyForm
from ..models import JoinRequest, Welcome


@login_not_required
@never_cache
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The public form. A machine that fills what nobody sees is thanked, and nothing is kept."""
    association = get_object_or_404(Association, slug=slug)
    if not Welcome.of(association).takes_requests:
        return render(request, "membership/ask_closed.html", {"association": association})
    form = AskForm(typed(request))
    if request.method == "POST":
        if form.comes_from_a_machine:
            return redirect("membership:asked", slug)
        if form.is_valid():
            if is_too_often(request, action="join"):
                return render(request, "membership/ask_later.html", {"association": association}, status=429)
            try:
                operations.ask(
                    association,
                    values=form.values,
                    by=Actor(label=form.cleaned_data["person"]),
                    at=timezone.now(),
                )
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("membership:asked", slug)
    return render(request, "membership/ask.html", {"association": association, "form": form})


@login_not_required
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    association = get_object_or_404(Association, slug=slug)
    return render(request, "membership/asked.html", {"association": association})


@login_not_required
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button: a mailbox that follows every link confirms nothing."""
    try:
        found = _opened(token, notices.CONFIRM_DOOR)
    except links.LinkRefused as refusal:
        return _closed(request, refusal)
    if request.method == "POST":
        found = operations.confirm(found, by=Actor.link(found.email), at=timezone.now())
    return render(request, "membership/confirm.html", {"asked": found, "association": found.association})


@login_not_required
@never_cache
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Where the team's question is answered, until it decides."""
    try:
        found = _opened(token, notices.REPLY_DOOR)
    except links.LinkRefused as refusal:
        return _closed(request, refusal)
    form = ReplyForm(typed(request), initial={"text": found.reply})
    if request.method == "POST" and form.is_valid():
        try:
            operations.reply(found, text=form.cleaned_data["text"], by=Actor.link(found.email), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "membership/replied.html", {"asked": found, "association": found.association})
    context = {"asked": found, "association": found.association, "form": form}
    return render(request, "membership/reply.html", context)


def _opened(token: str, door: str) -> JoinRequest:
    link = links.read(token, door, at=timezone.now())
    found = JoinRequest.objects.select_related("association").filter(pk=link.subject).first()
    if found is None:
        raise links.LinkRefused("Cette demande est effacée.", "Envoyez-en une nouvelle.")
    return found


def _closed(request: HttpRequest, refusal: links.LinkRefused) -> HttpResponse:
    return render(request, "membership/link_closed.html", {"refusal": refusal}, status=410)
