"""Version 1 of the API. What it says is a promise: a change that breaks a program is version 2."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pontdesarts.journal.refusals import Refused
from pontdesarts.transactions import reads_and_writes_at_once

from . import asks, bookings, checkin, problems, programme, webhooks
from .door import door
from .problems import Problem

api = NinjaAPI(
    title="Pont des Arts",
    version="1",
    description="Offers, places, bookings and check-in lists; webhooks. Guide: docs/api.md",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
for _router in (programme.router, bookings.router, asks.router, checkin.router, webhooks.router):
    api.add_router("", _router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.answer()


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A request that is well written and cannot be granted as things stand: 409, in the words of the page."""
    return Problem(409, refusal.sentence, refusal.next_step, kind=_kind(type(refusal).__name__)).answer()


def _kind(name: str) -> str:
    """`KeptForOthers` is `kept-for-others`: programs may tell refusals apart."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": _where(said["loc"]), "message": str(said["msg"])} for said in error.errors]
    return problems.invalid(errors).answer()


def _where(location: tuple[Any, ...]) -> str:
    """Where it is, without the name of our own argument: `body.party.adults`."""
    source, *names = (str(part) for part in location)
    if source == "body" and names[:1] == ["body"]:
        names = names[1:]
    return ".".join([source, *names])


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return Problem(error.status_code, "Le contenu n'est pas du JSON lisible.", "Relisez ce que vous envoyez.").answer()


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return Problem(401, "Aucun accès valable n'accompagne cette demande.").answer()


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.not_found().answer()


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # the door writes it down and answers


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return problems.not_found().answer()


def _guarded(route: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Behind the door; a booking, with the reading of its token, date and relay, is one transaction."""
    behind = door(view)
    return reads_and_writes_at_once(behind) if route == "bookings" else behind


def urls() -> list[URLPattern]:
    """Every address of this version behind its door; any other under it answers 404 in the same shape."""
    views: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
        (str(pattern.pattern), pattern.callback, pattern.name or "")
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    patterns = [path(route, _guarded(route, view), name=name) for route, view, name in views]
    return [*patterns, re_path(r"^", door(_nothing_here), name="nothing_here")]
