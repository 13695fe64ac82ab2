"""Being told, or not: one's own page, and the link at the foot of each alert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting
from pontdesarts.accounts.links import LinkRefused
from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor

from .. import notices, operations
from ..models import Alert, Quiet


@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: Request) -> HttpResponse:
    """What is told, how often, and one button that stops it or starts it again."""
    if request.method == "POST":
        by, at = acting(request), timezone.now()
        if "stop" in request.POST:
            operations.stop(request.user, by=by, at=at)
            messages.success(request, "C'est arrêté : vous ne recevrez plus d'alerte.")
        else:
            operations.resume(request.user, by=by, at=at)
            messages.success(request, "Vous recevrez à nouveau les alertes.")
        return redirect("last_minute:quiet")
    recent = (
        Alert.objects.filter(user=request.user).select_related("release__showing__offer").order_by("-sent_at", "-pk")
    )
    context = {"is_quiet": Quiet.objects.filter(user=request.user).exists(), "recent": recent[:10]}
    return render(request, "last_minute/quiet.html", context)


@csrf_exempt  # the token is the authority; mail programs that offer « se désabonner » post without a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_quiet(request: HttpRequest, token: str) -> HttpResponse:
    """One button, no account. Opening it changes nothing, for robots open links."""
    at = timezone.now()
    try:
        link = links.read(token, notices.STOP_DOOR, at=at)
    except LinkRefused as refusal:
        return render(request, "last_minute/link_closed.html", {"refusal": refusal}, status=410)
    user = get_object_or_404(User, pk=link.subject)
    if request.method == "POST":
        operations.stop(user, by=Actor.link(user.get_full_name()), at=at)
    done = Quiet.objects.filter(user=user).exists()
    return render(request, "last_minute/stopped.html", {"done": done})
