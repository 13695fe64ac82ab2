"""Two doors to the same pages: an account that may read the list of a date, and the signed link of that list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.bookings import policies
from pontdesarts.bookings.views.lists import opened
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing

from ..models import Tally

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Door:
    """By which somebody came to the list of ``showing``: its addresses are made here, so that nobody changes door."""

    showing: Showing
    by: Actor
    token: str = ""

    @property
    def layout(self) -> str:
        return "ui/plain.html" if self.token else "ui/base.html"

    @property
    def list(self) -> str:
        if self.token:
            return reverse("bookings:signed_list", args=[self.token])
        return reverse("bookings:list_of_showing", args=[self.showing.pk])

    def url(self, name: str, *args: object) -> str:
        if self.token:
            return reverse(f"tally:signed_{name}", args=[self.token, *args])
        return reverse(f"tally:{name}", args=[self.showing.pk, *args])

    def tally(self, identity: str) -> Tally:
        """The reading of this date that has this name, or the page that says that there is none."""
        return get_object_or_404(Tally.objects.filter(showing=self.showing), identity=identity)


def through_account(page: Page) -> Page:
    """Whoever may read the list may give it back: the venue's people, the team. Of another's date nothing is known."""

    @never_cache
    @wraps(page)
    def view(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        showing = get_object_or_404(policies.showings_with_a_list_for(request.user).in_full(), pk=pk)
        return page(request, Door(showing, Actor.of(request.user)), **kwargs)

    return view


def through_link(page: Page) -> Page:
    @login_not_required
    @never_cache
    @wraps(page)
    def view(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            showing = opened(token)
        except links.LinkRefused as refusal:
            return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
        holder = showing.offer.partner or showing.place or showing.offer.association
        return page(request, Door(showing, Actor.link(str(holder)), token), **kwargs)

    return view
