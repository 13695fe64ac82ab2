"""What is left when machines fail: `python -m benchmarks.chaos [--bookings N]` prints JSON, exits 1 on a violation.

Two web servers and two workers share one PostgreSQL, with a real mail server. While referents book, a web server is
killed (SIGKILL, with its children), then a worker, then one web process alone, then PostgreSQL is stopped at once
(``pg_ctl -m immediate``), each in the middle of what it does; what does not start again by itself is started again, as
a service manager would. Whoever gets no answer sends the same form again, to the other server.

Then every answer that was received is looked for: no booking acknowledged is lost, none is there twice, the places
taken are those of the bookings, each booking has its mail.
"""

import argparse
import http.client
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from benchmarks import rig

PORTS = (8210, 8211)
MAIL_PORT = 8212
CLIENTS = 8
TOKEN = "a" * 32  # the protection of forms: a cookie and a field that are the same
PATIENCE = 120.0  # seconds that a client goes on sending the same form
DRAIN = 240.0  # seconds for the mails to leave once nobody books any more
OPERATOR = 2.0  # seconds before somebody starts again what was killed


@dataclass
class Post:
    """A mail server that keeps what it takes: whose booking it is about, and its ``Message-ID``."""

    received: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        text = b"".join(part.get_payload(decode=True) or b"" for part in parts).decode()
        code = re.search(r"/reservations/([\w-]+)/", text)
        self.received.append((code[1] if code else "", str(mail["Message-ID"])))
        return "250 taken"


@dataclass
class Site:
    """The processes of a site, by name; each can be started again."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    restarted: Counter[str] = field(default_factory=Counter)
    closing: bool = False

    def start(self, name: str) -> None:
        known = os.pathsep.join([str(rig.ROOT / "src"), str(rig.ROOT)])
        mail = {"PONTDESARTS_SMTP_HOST": "127.0.0.1", "PONTDESARTS_SMTP_PORT": str(MAIL_PORT)}
        web = ["pontdesarts.run", "serve", "--workers", "2", "--port", name.removeprefix("web ")]
        worker = ["pontdesarts", "procrastinate", "worker", "--concurrency", "2"]
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *(web if name.startswith("web") else worker)],
            env={**os.environ, "PYTHONPATH": known, **mail},
            start_new_session=True,
            cwd=rig.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=(rig.VAR / "chaos.log").open("ab"),
        )

    def watch(self) -> None:
        """As systemd does: what has ended is started again, a little later."""
        while not self.closing:
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self.closing:
                    time.sleep(OPERATOR)
                    self.restarted[name] += 1
                    self.start(name)
            time.sleep(0.2)

    def kill(self, name: str) -> None:
        """All its processes at once, with no time to finish anything."""
        parent = psutil.Process(self.running[name].pid)
        for process in (*parent.children(recursive=True), parent):
            process.kill()

    def kill_one_web_process(self, name: str) -> None:
        """A worker of the server: the server makes another one by itself."""
        leaves = [p for p in psutil.Process(self.running[name].pid).children(recursive=True) if not p.children()]
        leaves[-1].kill()

    def end(self) -> None:
        self.closing = True
        rig.end(self.running.values())


class Client(threading.Thread):
    """A referent who books, again and again, and believes only an answer."""

    def __init__(self, stage: rig.Stage, number: int, wanted: int) -> None:
        super().__init__(daemon=True)
        referent = stage.referents[number]
        self.cookie = f"sessionid={rig.session_of(referent)}; csrftoken={TOKEN}"
        self.relay = referent.referent_posts.get().structure_id
        self.showings, self.number, self.wanted = stage.showings, number, wanted
        self.acknowledged: dict[str, str] = {}  # the number of the form: the code of the booking
        self.unanswered: list[str] = []
        self.tries = Counter[str]()

    def run(self) -> None:
        for turn in range(self.wanted):
            form, until = str(uuid4()), time.monotonic() + PATIENCE
            showing = self.showings[0 if turn % 2 else 1 + turn % (len(self.showings) - 1)]
            while time.monotonic() < until:
                port = PORTS[(self.number + turn + self.tries["again"]) % 2]
                said = self._send(port, showing, form)
                if code := re.match(r"302 /reservations/([\w-]+)/", said):
                    self.acknowledged[form] = code[1]
                    break
                self.tries[said] += 1
                self.tries["again"] += 1
                time.sleep(0.3)
            else:
                self.unanswered.append(form)
            time.sleep(0.15)

    def _send(self, port: int, showing: int, form: str) -> str:
        body = f"csrfmiddlewaretoken={TOKEN}&request_id={form}&relay={self.relay}&adults=2&outing=family"
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("POST", f"/seances/{showing}/reserver/", body, headers)
            answer = connection.getresponse()
            answer.read()
            return f"{answer.status} {answer.headers.get('Location', '')}".strip()
        except (OSError, http.client.HTTPException) as failure:
            return type(failure).__name__
        finally:
            connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=480)
    asked = parser.parse_args()
    from aiosmtpd.controller import Controller

    rig.django("pontdesarts_chaos")
    if rig.postmaster() is None:
        raise SystemExit("This one stops its database: it needs the embedded PostgreSQL. Unset DATABASE_URL.")
    stage = rig.stage(referents=CLIENTS, showings=6, places=rig.UNLIMITED, at=datetime.now(UTC))
    post, site = Post(), Site()
    mail = Controller(post, hostname="127.0.0.1", port=MAIL_PORT)
    mail.start()
    try:
        for name in (*(f"web {port}" for port in PORTS), "worker 1", "worker 2"):
            site.start(name)
        for port in PORTS:
            rig.wait_for(port, site.running[f"web {port}"])
        threading.Thread(target=site.watch, daemon=True).start()
        clients, events = _load(stage, site, asked.bookings)
        drained = _wait_for_the_mails()
    finally:
        site.end()
        mail.stop()
    told = {**_report(stage, clients, post), "events": events, "restarted": site.restarted, "mails_drained": drained}
    print(json.dumps(told, indent=2, ensure_ascii=False))
    sys.exit(1 if any(told["violations"].values()) or not drained else 0)


def _load(stage: rig.Stage, site: Site, bookings: int) -> tuple[list[Client], list[str]]:
    clients = [Client(stage, number, bookings // CLIENTS) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    events, wanted = [], bookings // CLIENTS * CLIENTS
    acts = [
        ("web server killed", lambda: site.kill(f"web {PORTS[0]}")),
        ("worker killed", lambda: site.kill("worker 1")),
        ("one web process killed", lambda: site.kill_one_web_process(f"web {PORTS[1]}")),
        ("database stopped at once", _stop_and_start_the_database),
        ("other worker killed", lambda: site.kill("worker 2")),
    ]
    for number, (name, act) in enumerate(acts, start=1):
        while sum(len(client.acknowledged) for client in clients) < wanted * number / (len(acts) + 1):
            if not any(client.is_alive() for client in clients):
                break
            time.sleep(0.05)
        events.append(f"{name}, after {sum(len(client.acknowledged) for client in clients)} bookings")
        act()
    for client in clients:
        client.join()
    return clients, events


def _stop_and_start_the_database() -> None:
    """As a machine that loses its current: nothing is finished, the log is replayed at the start."""
    folder = rig.VAR / "postgres"
    server, *options = shlex.split((folder / "postmaster.opts").read_text())
    given = shlex.join(options[options.index(str(folder)) + 1 :])
    tool, owner = Path(server).with_name("pg_ctl"), folder.stat()
    demoted: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 else {}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "check": True, "cwd": "/", **demoted}
    subprocess.run([tool, "-D", folder, "-m", "immediate", "stop"], **quiet)
    time.sleep(OPERATOR)
    subprocess.run([tool, "-D", folder, "-l", folder / "log", "-w", "-o", given, "start"], **quiet)


def _wait_for_the_mails() -> bool:
    """Until no job waits or runs, but those of the night and of later."""
    until = time.monotonic() + DRAIN
    while time.monotonic() < until:
        if not _sql(
            "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name = 'mail' LIMIT 1"
        ):
            return True
        time.sleep(1)
    return False


def _report(stage: rig.Stage, clients: list[Client], post: Post) -> dict[str, Any]:
    acknowledged = {form: code for client in clients for form, code in client.acknowledged.items()}
    dates = ",".join(map(str, stage.showings))
    rows = _sql(f"SELECT request_id::text, code, places FROM bookings_booking WHERE showing_id IN ({dates})")
    held = {form: code for form, code, _ in rows}
    mailed = {code: {ids for about, ids in post.received if about == code} for _, code, _ in rows}
    taken = _sql(
        f"SELECT count(*) FROM programme_allotment a WHERE showing_id IN ({dates}) AND taken <> (SELECT"
        " coalesce(sum(places), 0) FROM bookings_booking b WHERE b.showing_id = a.showing_id AND cancelled_at IS NULL)"
    )
    tries = Counter[str]()
    for client in clients:
        tries.update(client.tries)
    codes = Counter(code for code, _ in post.received if code in mailed)
    return {
        "bookings": len(rows),
        "acknowledged": len(acknowledged),
        "answers_that_were_not_a_booking": dict(tries),
        "mails_received": sum(codes.values()),
        # the server had taken the mail and we died before it was written: the same Message-ID tells
        "mails_brought_again_under_the_same_message_id": sum(codes.values()) - sum(map(len, mailed.values())),
        "violations": {
            "acknowledged and lost": sum(held.get(form) != code for form, code in acknowledged.items()),
            "forms never answered": sum(len(client.unanswered) for client in clients),
            "booked twice": len(rows) - len(held),
            "dates whose places taken are not those booked": int(taken[0][0]),
            "bookings with two mails": sum(len(ids) > 1 for ids in mailed.values()),
            "bookings with no mail": sum(not ids for ids in mailed.values()),
        },
    }


def _sql(query: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as reader:
        return reader.execute(query).fetchall()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
