"""Requests as our views receive them."""

from typing import cast

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django_htmx.middleware import HtmxDetails

from pontdesarts.journal.actors import Actor

from .models import User


class Request(HttpRequest):
    """A request of a signed-in person: `LoginRequiredMiddleware` lets no other in unless a view says so."""

    user: User
    htmx: HtmxDetails


def acting(request: "Request", *, on_behalf_of: str = "") -> Actor:
    """Who acts in this request, for ``by=``."""
    return Actor.of(request.user, on_behalf_of=on_behalf_of)


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent by a form, for a form: ``None`` before anything is. An empty form that is sent is judged too."""
    return request.POST if request.method == "POST" else None


def sign_in(request: HttpRequest, user: User, *, then: str) -> HttpResponse:
    """Open the session of somebody whose mailed link proves who they are, and send them to ``then``.

    By allauth's own way: a second factor is asked if they have one, and the device joins the list of theirs.
    """
    return cast(HttpResponse, perform_login(request, user, redirect_url=then))
