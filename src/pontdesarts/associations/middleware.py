"""Staff of an association sees the data of many: a second factor is required of it, and offered to all."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from pontdesarts.accounts.models import User

# one's own account, where the second factor is set up, and the way out
_OPEN = ("mfa_", "account_", "accounts:", "usersessions_")


class SecondFactorForStaff:
    """Send staff without a second factor to where they choose one; nothing else opens until then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """``lacks_second_factor`` is read with the account: see `signing_in`."""
        user = request.user
        if not isinstance(user, User) or not getattr(user, "lacks_second_factor", False) or _is_open(request):
            return None
        where = f"{reverse('mfa_index')}?pour=equipe"
        return HttpResponseClientRedirect(where) if request.headers.get("HX-Request") else redirect(where)


def _is_open(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name.startswith(_OPEN)
