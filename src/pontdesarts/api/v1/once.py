"""The same key is the same thing: a program that lost an answer asks again, and nothing is done twice."""

from typing import Annotated, Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from ninja import Header
from ninja.responses import Status
from pydantic import BaseModel

from ..models import Token
from .problems import Problem

_KEYS = UUID("0d2f5d0e-93f5-4a52-9f0c-3c1a7f6b9a11")  # the space of the keys that programs give

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$")]
# what the description says of an answer given before
REPLAYED = {
    "responses": {
        200: {"headers": {"Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}, "required": True}}}
    }
}


def request_id(token: Token, key: str) -> UUID:
    """The number of what this token asks under this key: the same key of another token is another number."""
    return uuid5(_KEYS, f"{token.pk} {key}")


def answered(response: HttpResponse, said: BaseModel, *, made: bool) -> Status[Any]:
    """201 for what was made now, 200 for what the same key had made before."""
    if not made:
        response.headers["Idempotent-Replayed"] = "true"
    return Status(201 if made else 200, said)


def key_used() -> Problem:
    return Problem(
        409,
        "Cette clé d'idempotence a déjà servi à autre chose.",
        "Prenez une clé neuve pour chaque demande, et gardez-la quand vous recommencez.",
        kind="idempotency-key-used",
    )
