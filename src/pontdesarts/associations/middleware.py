"""The door that staff of an association pass only with a second factor: filled in by `associations`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def second_factor_for_staff(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    return get_response
