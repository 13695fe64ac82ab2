"""A provider that sends nothing: texts are read on the page « Téléphones », where one may answer them."""

import secrets

from .provider import Taken


class Simulator:
    name = "simulator"

    def send(self, *, to: str, body: str, tell: str, seconds: int | None) -> Taken:
        return Taken(new_id())


def new_id() -> str:
    """As a provider numbers its messages."""
    return f"SM{secrets.token_hex(16)}"
