"""One's own account. Sign-in, passwords and second factors are allauth's views, in our templates."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from . import operations
from .forms import NameForm
from .http import Request, acting
from .models import User


def home(request: Request) -> HttpResponse:
    """Name, and the ways to sign in."""
    form = NameForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        operations.rename(request.user, name=form.cleaned_data["name"], by=acting(request), at=timezone.now())
        messages.success(request, "Votre nom est enregistré.")
        return redirect("accounts:home")
    context = {"form": form, "second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/home.html", context)


@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Sign one of one's own devices out, at once."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    session.end()
    messages.success(request, "L'appareil est déconnecté.")
    return redirect("usersessions_list")


@login_not_required
def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answered by allauth, in place of the page asked, to whom tries too often."""
    return render(request, "accounts/too_many_requests.html", status=429)
