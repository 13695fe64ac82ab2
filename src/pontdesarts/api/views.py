"""Pages about the API: how to begin, and the accesses of programs."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from . import operations, policies, rules
from .forms import TokenForm
from .models import Token, Webhook
from .v1.description import describe


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description that programs read."""
    answer = JsonResponse(describe(f"{settings.BASE_URL}/api/v1"), json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to begin, with what one types."""
    context = {"site": settings.BASE_URL, "calls": settings.API_CALLS_A_MINUTE, "days": rules.DELIVERIES_KEPT.days}
    return render(request, "api/about.html", context)


def tokens(request: Request) -> HttpResponse:
    """The accesses of one's associations, with whom each is told of bookings, then those that are over."""
    found = Token.objects.visible_to(request.user).select_related("association", "partner", "created_by")
    told = Webhook.objects.annotate(last_arrived=Max("deliveries__arrived_at")).order_by("pk")
    at = timezone.now()
    context = {
        "open": found.valid(at).order_by("-created_at", "-pk").prefetch_related(Prefetch("webhooks", queryset=told)),
        "over": found.exclude(pk__in=Token.objects.valid(at)).order_by("-created_at", "-pk")[:50],
        "may_open": policies.opening_for(request.user).exists(),
    }
    return render(request, "api/tokens.html", context)


@never_cache
def new_token(request: Request) -> HttpResponse:
    """Open an access. Its secret is on the page that answers, and nowhere else."""
    associations = policies.opening_for(request.user)
    if not associations:
        return render(request, "ui/errors/403.html", status=403)
    form = TokenForm(typed(request), associations=associations, partners=policies.partners_of(associations))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token, secret = operations.create(
                said["association"],
                name=said["name"],
                scopes={rules.Scope(scope) for scope in said["scopes"]},
                partner=said["partner"],
                days=said["days"],
                created_by=request.user,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal, "scopes")
        else:
            return render(request, "api/token_made.html", {"token": token, "secret": secret, "site": settings.BASE_URL})
    return render(request, "api/new_token.html", {"form": form})


@require_POST
def withdraw_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.user).select_related("association", "partner"), pk=pk)
    operations.withdraw(token, by=acting(request), at=timezone.now())
    messages.success(request, f"L'accès « {token.name} » est retiré : il n'ouvre plus rien.")
    return redirect("api:tokens")
