"""A real mail server for a test, on this machine, that keeps what it receives."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Letter:
    """A mail as it arrived. ``attachments`` maps a file name to its bytes."""

    to: list[str]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        return str(body.get_content()) if body else ""

    @property
    def attachments(self) -> dict[str, bytes]:
        return {str(part.get_filename()): _content(part) for part in self.message.iter_attachments()}


def _content(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


@dataclass
class PostOffice:
    """`received` in order of arrival; an address in ``refusing`` gets the answer that it maps to (`"550 unknown"`)."""

    host: str
    port: int
    received: list[Letter] = field(default_factory=list)
    refusing: dict[str, str] = field(default_factory=dict)

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.received if address in letter.to]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(Letter(list(envelope.rcpt_tos), message))
        return "250 OK"


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    office = PostOffice("127.0.0.1", port)
    controller = Controller(office, hostname=office.host, port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
