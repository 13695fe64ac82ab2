"""Pages for when something is wrong: they say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("400", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("500", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page("csrf", status=403)


def _page(name: str, *, status: int) -> HttpResponse:
    """Drawn without the request: neither session nor database has to answer."""
    return HttpResponse(render_to_string(f"ui/errors/{name}.html"), status=status)
