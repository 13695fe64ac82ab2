"""The link at the foot of a letter to many."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .mailings_links import read_leave
from .models import Mailing, MailOptOut
from .operations import mailings


@csrf_exempt  # the token is the authority; mail programs that offer « se désabonner » post without a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One button, no account; a mail program presses it by itself (RFC 8058). Opening it changes nothing, for robots
    open links."""
    named = read_leave(token)
    if named is None:
        return render(request, "messaging/mailings_damaged.html", status=404)
    family, digest = named
    if request.method == "POST":
        act = mailings.come_back if request.POST.get("retour") else mailings.leave
        act(family, digest, at=timezone.now())
    letter = Mailing.objects.filter(family=family).order_by("-created_at", "-pk").first()
    context = {
        "said": letter.family_said if letter else "ces lettres",
        "done": MailOptOut.objects.filter(family=family, digest=digest).exists(),
        "back": request.method == "POST" and bool(request.POST.get("retour")),
    }
    return render(request, "messaging/mailings_leave.html", context)
