"""A real server on this machine, that hears what webhooks are told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    headers: dict[str, str]
    body: str

    @property
    def said(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """``status`` is what it answers; ``location`` where it would send the caller. ``drips``: so many
    signs of an answer that is none yet, ten a second."""

    url: str
    status: int = 204
    location: str = ""
    slow: float = 0
    drips: int = 0
    heard: list[Heard] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            receiver.heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
            if receiver.slow:
                threading.Event().wait(receiver.slow)
            for _ in range(receiver.drips):
                try:
                    self.wfile.write(b"H")
                except OSError:  # nobody listens any more
                    return
                threading.Event().wait(0.1)
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/avertis"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
