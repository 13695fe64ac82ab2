"""A real server on this machine, that speaks as Twilio does: a form a text, an answer in JSON."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from pytest_django.fixtures import Settings

ACCOUNT, TOKEN, SENDER = "AC00000000000000000000000000000001", "a-token-of-tests", "+33644640000"


@dataclass
class Heard:
    path: str
    user: str
    fields: dict[str, str]


@dataclass
class Carrier:
    """``status`` is what it answers, ``code`` its error; ``slow`` seconds before it does, ``says`` another body."""

    url: str
    status: int = 201
    code: int | None = None
    slow: float = 0
    says: str | None = None
    heard: list[Heard] = field(default_factory=list)

    @property
    def sid(self) -> str:
        return f"SM{len(self.heard):032d}"

    def answer(self) -> str:
        if self.says is not None:
            return self.says
        if self.status in (200, 201):
            return json.dumps({"sid": self.sid, "status": "queued", "num_segments": "2"})
        # its sentences repeat the number: nothing of ours may keep them
        return json.dumps({"code": self.code, "message": f"The number {self.heard[-1].fields['To']} cannot…"})


@contextmanager
def carrying(settings: Settings) -> Iterator[Carrier]:
    """The provider of the settings, for the time of a test."""
    carrier = Carrier("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            user = base64.b64decode(self.headers["authorization"].removeprefix("Basic ")).decode()
            fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            carrier.heard.append(Heard(self.path, user, fields))
            if carrier.slow:
                threading.Event().wait(carrier.slow)
            try:
                self.send_response(carrier.status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(carrier.answer().encode())
            except OSError:  # nobody listens any more
                return

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    carrier.url = f"http://127.0.0.1:{server.server_port}"
    settings.SMS_PROVIDER, settings.SMS_URL = "twilio", carrier.url
    settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM = ACCOUNT, TOKEN, SENDER
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()
