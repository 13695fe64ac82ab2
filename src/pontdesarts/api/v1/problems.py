"""Every refusal of the API has one shape: RFC 9457, with a French sentence and what to do next."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    field: str = Field(description="Where it is: `body.party.adults`, `query.limit`.")
    message: str = Field(description="What is wrong there, in English.")


class ProblemDetails(BaseModel):
    """RFC 9457. `type` is stable; `detail` and `next_step` are French sentences, fit to be shown to a person."""

    type: str = Field(description="What kind of problem: `about:blank`, or the address of its explanation.")
    title: str
    status: int
    detail: str
    next_step: str = ""
    errors: list[FieldError] = []


class Problem(Exception):
    """Raised anywhere under the door of the API: it is answered as it is."""

    def __init__(
        self,
        status: int,
        detail: str,
        next_step: str = "",
        *,
        kind: str = "about:blank",
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.next_step = status, detail, next_step
        self.kind, self.errors, self.headers = kind, errors or [], headers or {}

    def answer(self) -> HttpResponse:
        body: dict[str, Any] = {
            "type": self.kind,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "next_step": self.next_step,
            "errors": self.errors,
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        return HttpResponse(content, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)


def not_found() -> Problem:
    return Problem(404, "Rien à cette adresse.", "Vérifiez l'adresse et le numéro.")


def not_allowed(allowed: str) -> Problem:
    return Problem(405, "Cette adresse ne connaît pas cette méthode.", headers={"Allow": allowed})


def invalid(errors: list[dict[str, str]]) -> Problem:
    sentence = "La demande ne suit pas la description de l'API."
    return Problem(422, sentence, "Corrigez ce que dit « errors ».", errors=errors)


def broken() -> Problem:
    return Problem(500, "Une erreur de notre côté. Rien n'a été écrit.", "Recommencez avec la même clé d'idempotence.")
