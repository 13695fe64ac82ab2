"""The home of each person, and the pages about the product itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.accounts.models import User
from pontdesarts.messaging.models import Message

from . import waiting, waiting_asks, waiting_doors, waiting_draws, waiting_impressions
from .navigation import Post
from .personal_data import declared


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me; for a visitor, what this is and where to sign in."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "desk/welcome.html")
    at, post = timezone.now(), Post.of(user)
    things: list[waiting.Waiting] = []
    if post.referent:
        things += waiting_asks.for_referent(user, at)
        things += waiting.for_referent(user, at)
        things += waiting_draws.for_referent(user, at)
    if post.coordinator:
        things += waiting_doors.for_coordinator(user, at)
        things += waiting.for_coordinator(user, at)
    for role in post.staff:
        things += waiting.for_staff(role, at)
        things += waiting_draws.for_staff(role, at)
        things += waiting_asks.for_staff(role, at)
        things += waiting_impressions.for_staff(role)
    if post.coordinator or post.runs:
        things += waiting_asks.for_answerer(user, at)
    if user.is_staff:
        things += waiting.for_operator(at)
        things += waiting.texts_for_operator(at)
    things.sort(key=lambda thing: thing.tone != "attention")
    return render(request, "desk/home.html", {"post": post, "things": things})


def mail(request: Request) -> HttpResponse:
    """The mails of the last 30 days, for the operator of the machine: to whom, what about, whether they left."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "desk/mail.html", {"mails": Message.objects.order_by("-created_at", "-pk")[:200]})


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/about.html")


@login_not_required
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, until when: read from the declarations of the models themselves."""
    return render(request, "desk/personal_data.html", {"tables": declared()})
