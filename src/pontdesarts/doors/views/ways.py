"""By which way somebody comes to the door: an account, or the signed link of the list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting
from pontdesarts.bookings import policies
from pontdesarts.bookings.views.lists import opened
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing


@dataclass(frozen=True)
class Way:
    """Who comes, to which date, and where the page, its exchanges and the list stand."""

    showing: Showing
    by: Actor
    here: str
    exchange: str
    list: str
    layout: str = "ui/base.html"

    @property
    def is_link(self) -> bool:
        return self.layout == "ui/plain.html"


View = Callable[[HttpRequest, Way], HttpResponse]


def through_account(view: View) -> Callable[[Request, int], HttpResponse]:
    """The people of the partner, and the team. 404 for anybody else."""

    @wraps(view)
    def entered(request: Request, pk: int) -> HttpResponse:
        readable = policies.showings_with_a_list_for(request.user)
        showing = get_object_or_404(readable.in_full(), pk=pk)
        way = Way(
            showing,
            acting(request),
            reverse("doors:door", args=[pk]),
            reverse("doors:exchange", args=[pk]),
            reverse("bookings:list_of_showing", args=[pk]),
        )
        return view(request, way)

    return entered


def through_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Whoever holds the link of the list. The token is the authority, so that what a telephone sends the next morning,
    its cookies gone, is taken."""

    @csrf_exempt
    @login_not_required
    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            showing = opened(token)
        except links.LinkRefused as refusal:
            return _refused(request, refusal)
        holder = showing.offer.partner or showing.place or showing.offer.association
        way = Way(
            showing,
            Actor.link(str(holder)),
            reverse("doors:signed_door", args=[token]),
            reverse("doors:signed_exchange", args=[token]),
            reverse("bookings:signed_list", args=[token]),
            "ui/plain.html",
        )
        return view(request, way)

    return entered


def _refused(request: HttpRequest, refusal: links.LinkRefused) -> HttpResponse:
    if request.content_type == "application/json":
        return JsonResponse({"sentence": refusal.sentence, "next_step": refusal.next_step}, status=410)
    return render(request, "doors/link_refused.html", {"refusal": refusal}, status=410)
