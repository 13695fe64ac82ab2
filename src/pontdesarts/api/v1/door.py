"""Who enters, how often, and in which form: the same for every address of the API."""

import logging
import re
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.security.base import AuthBase

from pontdesarts.journal.actors import Actor
from pontdesarts.prepared import Prepared

from .. import digests, limits, operations
from ..models import Token
from ..rules import Scope
from . import problems
from .problems import Problem

_log = logging.getLogger(__name__)
_BEARER = re.compile(r"bearer +(\S+)", re.I)


class Call(HttpRequest):
    """A request that a token let in."""

    token: Token
    at: datetime
    verdict: limits.Verdict | None


def acting(request: Call, *, on_behalf_of: str = "") -> Actor:
    """The program, for ``by=``."""
    return Actor(label=f"{request.token.name}, par l'API", on_behalf_of=on_behalf_of)


class Bearer(AuthBase):
    """The door of one operation: the token and its scope, then the form of the request."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "The secret of a token, made by the team of the association: `Authorization: Bearer pda_…`"

    def __init__(self, scope: Scope | None, *, queries: frozenset[str], takes_body: bool, gives: str) -> None:
        super().__init__()
        self.scope, self.queries, self.takes_body, self.gives = scope, queries, takes_body, gives

    def __call__(self, request: HttpRequest) -> Token:
        request = cast(Call, request)
        request.at = timezone.now()
        request.token = _token_of(request)
        request.verdict = _count(request)
        if self.scope and not request.token.opens(self.scope):
            raise Problem(
                403,
                f"Cet accès n'a pas le droit « {self.scope} ».",
                "Demandez à l'association un accès qui l'a.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.scope}"'},
            )
        if not request.accepts(self.gives):
            raise Problem(406, f"Cette adresse répond en {self.gives}.", "Acceptez ce format dans « Accept ».")
        if self.takes_body and request.content_type != "application/json":
            raise Problem(415, "Le contenu doit être en JSON.", "Envoyez « Content-Type: application/json ».")
        if wrong := [name for name in request.GET if name not in self.queries or len(request.GET.getlist(name)) > 1]:
            said = "Unknown parameter, or said twice."
            raise problems.invalid([{"field": f"query.{name}", "message": said} for name in wrong])
        return request.token


def _with_secret(secret_digest: str) -> QuerySet[Token]:
    return Token.objects.select_related("association", "partner").filter(secret_digest=secret_digest)


_read = Prepared(_with_secret)


def _token_of(request: Call) -> Token:
    """One statement. The same answer to a secret that never was and to one that is over: neither opens."""
    bearer = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if bearer:
        token = next(iter(_read(secret_digest=digests.digest(bearer[1]))), None)
        if token and token.is_valid(request.at):
            return token
    error = ' error="invalid_token"' if bearer else ""
    raise Problem(
        401,
        "Aucun accès valable n'accompagne cette demande.",
        "Envoyez « Authorization: Bearer … » avec le secret donné par l'association.",
        headers={"WWW-Authenticate": f"Bearer{error}"},
    )


def _count(request: Call) -> limits.Verdict | None:
    most = settings.API_CALLS_A_MINUTE
    if not most:
        return None
    verdict = limits.counts(settings.API_COUNTS).take(request.token.pk, limit=most, now=time.time())
    if verdict.wait:
        raise Problem(
            429,
            f"Plus de {most} demandes en une minute.",
            f"Recommencez dans {verdict.wait} s.",
            headers={"Retry-After": str(verdict.wait), **_told(verdict)},
        )
    return verdict


def _told(verdict: limits.Verdict) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"token";q={verdict.limit};w={int(limits.WINDOW)}',
        "RateLimit": f'"token";r={verdict.left};t={verdict.wait or int(limits.WINDOW)}',
    }


def door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What surrounds every view of the API: no session, no form token, and no answer that is a page."""

    @csrf_exempt
    @login_not_required
    def through(request: Call, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except RequestDataTooBig:
            response = Problem(413, "Ce contenu est trop grand.", "Envoyez moins à la fois.").answer()
        except Exception:
            _log.exception("%s %s failed", request.method, request.path)
            response = problems.broken().answer()
        if response.status_code == 405:
            response = problems.not_allowed(", ".join(sorted(response["Allow"].split(", ")))).answer()
        return _finished(request, response)

    return through


def _finished(request: Call, response: HttpResponseBase) -> HttpResponseBase:
    if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
        tag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=tag, response=response) or response
        response.headers["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Authorization"])
    if verdict := getattr(request, "verdict", None):
        for name, value in _told(verdict).items():
            response.headers[name] = value
    token = getattr(request, "token", None)
    if token and token.last_used_on != request.at.date():
        # after the answer has left: reading writes nothing that a reader waits for
        response._resource_closers.append(lambda: operations.note_use(token, at=request.at))  # type: ignore[attr-defined]  # Django's own, for files
    return response
