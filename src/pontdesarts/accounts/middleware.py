"""Computers are shared in relays and at desks: nothing of a page stays in the browser of the next person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def nothing_kept_on_shared_computers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The pages of a signed-in person are not stored: « back » shows nothing of them after they have left.

    A view that says itself what may be kept (a picture, a public list) is left alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
