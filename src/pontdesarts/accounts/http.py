"""Requests as our views receive them."""

from django.http import HttpRequest
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
