"""Staff of an association sees the data of many: a second factor is required of it, and offered to all."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from pontdesarts.accounts.models import User

from .models import StaffRole

# where one sets the second factor up, and where one may leave
_ALLOWED = ("mfa_", "account_")


def second_factor_for_staff(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send staff without a second factor to where they choose one; nothing else opens until then."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and _lacks_it(user):
            name = resolve(request.path_info).url_name or ""
            if not name.startswith(_ALLOWED):
                return redirect("mfa_index")
        return get_response(request)

    return middleware


def _lacks_it(user: User) -> bool:
    return StaffRole.objects.current().filter(user=user).exists() and not is_mfa_enabled(user)
