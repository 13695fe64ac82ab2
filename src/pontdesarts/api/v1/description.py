"""The OpenAPI description: what ninja writes of our entries, with the refusals that every one of them shares."""

from functools import cache
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from . import api
from .problems import MEDIA_TYPE, ProblemDetails

_PROBLEMS = {
    400: "The body is not JSON that can be read.",
    401: "No valid token.",
    403: "The token may not do this.",
    404: "Nothing there, or another association's.",
    405: "The address does not know this method.",
    406: "The address does not answer in a format that is accepted.",
    409: "Well written, and it cannot be granted as things stand: `type` and `detail` say why.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The request does not follow this description: see `errors`.",
    429: "Too many calls in a minute: see `Retry-After`.",
    500: "A fault of ours.",
}
_CODE = {"operationId": "get_booking", "parameters": {"code": "$response.body#/code"}}
_LINKS: dict[str, dict[str, Any]] = {
    "create_booking": {
        "read": _CODE,
        "change": {**_CODE, "operationId": "change_booking"},
        "cancel": {**_CODE, "operationId": "cancel_booking"},
    },
    "create_webhook": {
        name: {"operationId": operation, "parameters": {"webhook": "$response.body#/id"}}
        for name, operation in {
            "read": "get_webhook",
            "change": "change_webhook",
            "ping": "ping_webhook",
            "deliveries": "list_deliveries",
            "remove": "delete_webhook",
        }.items()
    },
    "ping_webhook": {
        "replay": {
            "operationId": "replay_delivery",
            "parameters": {"webhook": "$request.path.webhook", "delivery": "$response.body#/id"},
        },
    },
    "create_ask": {
        "read": {"operationId": "get_ask", "parameters": {"ask": "$response.body#/id"}},
        "leave": {"operationId": "leave_ask", "parameters": {"ask": "$response.body#/id"}},
    },
}


@cache
def describe(server: str) -> dict[str, Any]:
    """The document, for this address of the site."""
    said: dict[str, Any] = dict(OpenAPISchema(api, ""))
    said["servers"] = [{"url": server}]
    components = said["components"]
    components["schemas"]["ProblemDetails"], nested = _schema_of_problems()
    components["schemas"].update(nested)
    components["responses"] = {f"Problem{status}": _problem(status, words) for status, words in _PROBLEMS.items()}
    for operations in said["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return said


def _schema_of_problems() -> tuple[dict[str, Any], dict[str, Any]]:
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return schema, schema.pop("$defs", {})


def _problem(status: int, words: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    if status == 401:
        said["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    if status == 429:
        said["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
    return said


def _complete(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for name in [status for status in responses if isinstance(status, int)]:
        responses[str(name)] = responses.pop(name)
    for status in _PROBLEMS:
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    for parameter in operation.get("parameters", []):
        # what may be left out is left out: there is no null in an address
        told = parameter["schema"]
        told.pop("default", None) if told.get("default", 0) is None else None
        if (choices := told.pop("anyOf", None)) is not None:
            told.update(next(choice for choice in choices if choice.get("type") != "null"))
    if links := _LINKS.get(operation["operationId"]):
        responses["202" if "202" in responses else "201"]["links"] = links
