"""Clients that send requests and wait for the answer, over connections that stay open. A process of its own, in one
thread, so that forty clients cost little of the processor that the server needs.

``python -m benchmarks.load`` reads a `Plan` as JSON and prints what came back, as JSON.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ID = "@" * 36  # where the number of each request goes: as long as a UUID
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Plan:
    """``clients``: for each, the requests that it sends in turn, whole, with `ID` where a new number goes."""

    port: int
    seconds: float
    clients: list[list[str]]
    expected: str = "302 /reservations/"


@dataclass
class Result:
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)


def run(plan: Plan) -> Result:
    """Carry out the plan in another process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Result(**json.loads(done.stdout))


class _Client:
    def __init__(self, port: int, requests: list[str]) -> None:
        self.port, self.requests, self.turn = port, [request.encode() for request in requests], 0
        self.received = b""
        self.began = 0.0
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send(self) -> None:
        request = self.requests[self.turn % len(self.requests)].replace(ID.encode(), str(uuid.uuid4()).encode())
        self.turn += 1
        self.received = b""
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> str | None:
        """What the answer is, in short, once it is whole. An empty string when the connection was closed."""
        piece = self.socket.recv(65536)
        if not piece:
            return ""
        self.received += piece
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        if headers.get("transfer-encoding") == "chunked":
            whole = body.endswith(b"0\r\n\r\n")
        else:
            whole = len(body) >= int(headers.get("content-length", 0))
        return f"{lines[0].split()[1]} {headers.get('location', '')}".strip() if whole else None


def _carry_out(plan: Plan) -> Result:
    result, kinds = Result(), Counter[str]()
    ready = selectors.DefaultSelector()
    clients = [_Client(plan.port, requests) for requests in plan.clients]
    began = time.perf_counter()
    until = began + plan.seconds
    for client in clients:
        ready.register(client.socket, selectors.EVENT_READ, client)
        client.send()
    waiting = len(clients)
    while waiting:
        for key, _ in ready.select():
            client = key.data
            said = client.receive()
            if said is None:
                continue
            now = time.perf_counter()
            if said.startswith(plan.expected):
                kinds["booked"] += 1
                result.milliseconds.append((now - client.began) * 1000)
            else:
                kinds[said or "connection closed"] += 1
            if now < until and said:
                client.send()
            else:
                waiting -= 1
                ready.unregister(client.socket)
                client.socket.close()
    result.seconds = time.perf_counter() - began
    result.kinds = dict(kinds)
    return result


def _main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    json.dump(asdict(_carry_out(Plan(**asked))), sys.stdout)


if __name__ == "__main__":
    _main()
