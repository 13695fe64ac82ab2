"""Joining without an account: the page that anybody may open, the address confirmed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import typed
from pontdesarts.accounts.public_forms import is_too_often
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import notices, operations
from ..forms import JoinForm
from .reach import SOMEBODY, open_circle, opened


@login_not_required
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page. A machine that fills what nobody sees is thanked, and nothing is kept."""
    circle = open_circle(slug)
    form = JoinForm(typed(request))
    if request.method == "POST":
        if form.comes_from_a_machine:
            return redirect("supporters:joined", slug)
        if form.is_valid():
            if is_too_often(request, action="join"):
                return render(request, "supporters/later.html", {"association": circle.association}, status=429)
            try:
                operations.join(circle.association, values=form.cleaned_data, by=SOMEBODY, at=timezone.now())
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("supporters:joined", slug)
    return render(request, "supporters/join.html", {"circle": circle, "association": circle.association, "form": form})


@login_not_required
def joined(request: HttpRequest, slug: str) -> HttpResponse:
    association = get_object_or_404(Association, slug=slug)
    return render(request, "supporters/joined.html", {"association": association})


@login_not_required
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button: a mailbox that follows every link confirms nothing. Confirmed, it leads to one's own page."""
    try:
        found = opened(token, notices.CONFIRM_DOOR)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    if request.method == "POST":
        at = timezone.now()
        found = operations.confirm(found, by=SOMEBODY, at=at)
        return redirect(notices.own_link(found, at=at))
    return render(request, "supporters/confirm.html", {"supporter": found, "association": found.association})
