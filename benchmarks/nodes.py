"""Two web nodes behind a proxy, as `docs/exploitation.md` says: `python -m benchmarks.nodes` prints what holds on both.

The proxy gives each request to the next node, so that nothing can stay on one by chance.
"""

import http.client
import itertools
import json
import re
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from benchmarks import rig

PORTS = (8213, 8214)
PROXY = 8215


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    turn = itertools.cycle(PORTS)

    def _pass(self) -> None:
        node = next(self.turn)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection("127.0.0.1", node, timeout=30)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Node", str(node))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = _pass

    def log_message(self, *args: Any) -> None:
        """Nothing: the nodes have their own journals."""


def main() -> None:
    rig.django("pontdesarts_booking")
    stage = rig.stage(referents=1, showings=1, places=10, at=datetime.now(UTC))
    from django.conf import settings

    nodes = [rig.serve(port, workers=1) for port in PORTS]
    proxy = ThreadingHTTPServer(("127.0.0.1", PROXY), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        told = _ask(stage)
    finally:
        proxy.shutdown()
        rig.end(nodes)
    told["the cache is in the database"] = settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    print(json.dumps(told, indent=2, ensure_ascii=False))
    sys.exit(0 if all(told.values()) else 1)


def _ask(stage: rig.Stage) -> dict[str, Any]:
    session = rig.session_of(stage.referents[0])
    relay = stage.referents[0].referent_posts.get().structure_id
    path = f"/seances/{stage.showings[0]}/reserver/"
    pages = [_send("GET", path, session) for _ in range(2)]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', pages[0][2])
    csrf = re.search(r"csrftoken=(\w+)", pages[0][1].get("Set-Cookie", ""))
    form = f"csrfmiddlewaretoken={token[1] if token else ''}&request_id={uuid4()}&relay={relay}&adults=2&outing=family"
    cookies = f"{session}; csrftoken={csrf[1] if csrf else ''}"
    sent = [_send("POST", path, cookies, form) for _ in range(2)]
    styles = [re.findall(r'href="(/static/[^"]+)"', page[2]) for page in pages]
    files = [_send("GET", styles[0][0], session) for _ in range(2)]
    return {
        "the nodes answer in turn": pages[0][1]["X-Node"] != pages[1][1]["X-Node"],
        "a session opened once serves on both": [page[0] for page in pages] == [200, 200],
        "a form drawn by one is taken by the other": [answer[0] for answer in sent] == [302, 302],
        "the same form sent to both is one booking": sent[0][1].get("Location") == sent[1][1].get("Location"),
        "static files have the same names": styles[0] == styles[1],
        "and the same content": files[0][0] == 200 and files[0][2] == files[1][2],
    }


def _send(method: str, path: str, session: str, body: str = "") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", PROXY, timeout=30)
    headers = {"Cookie": f"sessionid={session}", "Host": f"127.0.0.1:{PROXY}"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, {name.title(): value for name, value in answer.getheaders()}, content


if __name__ == "__main__":
    main()
