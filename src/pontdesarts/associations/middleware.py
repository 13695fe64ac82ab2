"""Staff of an association sees the data of many: a second factor is required of it, and offered to all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from pontdesarts.accounts.models import User

from .models import StaffRole

# one's own account, where the second factor is set up, and the way out
_OPEN = ("mfa_", "account_", "accounts:", "usersessions_")


def second_factor_for_staff(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send staff without a second factor to where they choose one; nothing else opens until then."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and not _is_open(request) and _lacks_it(user):
            where = f"{reverse('mfa_index')}?pour=equipe"
            return HttpResponseClientRedirect(where) if request.headers.get("HX-Request") else redirect(where)
        return get_response(request)

    return middleware


def _is_open(request: HttpRequest) -> bool:
    return resolve(request.path_info).view_name.startswith(_OPEN)


def _lacks_it(user: User) -> bool:
    """One query, and one only: this is asked on every page."""
    return StaffRole.objects.current().filter(user=user, user__authenticator=None).exists()
