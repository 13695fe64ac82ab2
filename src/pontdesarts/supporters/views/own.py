"""The page of a supporter, by their link: interests, ideas, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import notices, operations
from ..forms import IdeaForm, InterestsForm
from ..models import Supporter
from .reach import SOMEBODY, opened


@login_not_required
@never_cache
def own(request: HttpRequest, token: str) -> HttpResponse:
    try:
        supporter = _confirmed(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    interests = InterestsForm(request.POST if wanted == "interests" else None, initial=_interests(supporter))
    idea = IdeaForm(request.POST if wanted == "idea" else None)
    said = ""
    try:
        said = _done(wanted, supporter, interests, idea)
    except Refused as refusal:
        add_refusal(idea, refusal)
    if said:
        messages.success(request, said)
        return redirect("supporters:own", token)
    context = {
        "supporter": supporter,
        "association": supporter.association,
        "interests": interests,
        "idea": idea,
        "ideas": supporter.ideas.all(),
        "token": token,
    }
    return render(request, "supporters/own.html", context)


def _done(wanted: str, supporter: Supporter, interests: InterestsForm, idea: IdeaForm) -> str:
    """What was done, in a sentence; nothing for a page that is only read."""
    at = timezone.now()
    if wanted == "stay":
        operations.stay(supporter, by=SOMEBODY, at=at)
        return "Vous restez des nôtres. Merci !"
    if wanted == "interests" and interests.is_valid():
        operations.change_interests(supporter, interests=interests.cleaned_data["interests"], by=SOMEBODY, at=at)
        return "Vos intérêts sont à jour."
    if wanted == "idea" and idea.is_valid():
        operations.send_idea(supporter, text=idea.cleaned_data["text"], by=SOMEBODY, at=at)
        return "Votre idée est dans la boîte. L'équipe vous répondra."
    return ""


@login_not_required
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One button, whether the address was confirmed or not: everything is erased."""
    try:
        supporter = _confirmed(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    association = supporter.association
    if request.method == "POST":
        operations.leave(supporter, by=SOMEBODY, at=timezone.now())
        return render(request, "supporters/left.html", {"association": association})
    return render(request, "supporters/leave.html", {"token": token, "association": association})


def _confirmed(token: str) -> Supporter:
    supporter = opened(token, notices.OWN_DOOR)
    if supporter.confirmed_at is None:
        raise links.LinkRefused("Votre adresse n'est pas encore confirmée.", "Ouvrez d'abord le premier courriel.")
    return supporter


def _interests(supporter: Supporter) -> dict[str, list[str]]:
    return {"interests": supporter.interests}
