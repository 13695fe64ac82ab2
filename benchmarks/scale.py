"""The same pages with a hundred times more behind them: `python -m benchmarks.scale [--full 1.0]` prints JSON.

Two databases of the same shape: one association has 500 dates to come, 20 relays and 20 bookings a date in both. The
small one is ten associations in their first year; the full one a hundred after ten years: 500 000 dates and 10 million
bookings. ``--full 0.1`` makes a tenth of that, by fewer associations.

Rows are made by PostgreSQL and filled with COPY, without indexes, which are built afterwards. Pages are asked of both
in turn, through the whole stack; bookings are made by the form. Reported: the median of each, their ratio, and what is
beyond 1.5.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from benchmarks import rig

AHEAD = 500  # dates to come of an association
RELAYS = 20  # of an association
BOOKINGS = 20  # of a date
PER_OFFER = 5  # dates
WITHIN = 1.5


@dataclass(frozen=True)
class Size:
    associations: int
    dates: int  # of each

    @property
    def showings(self) -> int:
        return self.associations * self.dates


SMALL = Size(associations=10, dates=AHEAD)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", type=float, default=1.0, help="part of the full size (1.0)")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--measure", choices=("small", "full"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        return _answer(asked.measure, asked.rounds)
    full = Size(associations=max(1, round(100 * asked.full)), dates=10 * AHEAD)
    filled = {name: _fill(name, size) for name, size in (("small", SMALL), ("full", full))}
    sides = {name: _Side(name, asked.rounds) for name in filled}
    times: dict[str, dict[str, list[float]]] = {}
    for _ in range(asked.rounds):
        for name, side in sides.items():
            for page, took in side.round().items():
                times.setdefault(page, {}).setdefault(name, []).append(took)
    pages = {page: {name: round(statistics.median(took), 1) for name, took in by.items()} for page, by in times.items()}
    for told in pages.values():
        told["ratio"] = round(told["full"] / told["small"], 2)
    beyond = [page for page, told in pages.items() if told["ratio"] > WITHIN]
    print(json.dumps({"filled": filled, "milliseconds": pages, "beyond": beyond}, indent=2, ensure_ascii=False))
    sys.exit(1 if beyond else 0)


class _Side:
    """The product on one of the databases, in a process of its own; asked a round at a time."""

    def __init__(self, name: str, rounds: int) -> None:
        command = [sys.executable, "-m", "benchmarks.scale", "--measure", name, "--rounds", str(rounds)]
        known = os.pathsep.join([str(rig.ROOT / "src"), str(rig.ROOT)])
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=rig.ROOT,
            env={**os.environ, "PYTHONPATH": known},
        )

    def round(self) -> dict[str, float]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("round\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a side ended by itself")
        told: dict[str, float] = json.loads(line)
        return told


def _database(name: str) -> str:
    return f"pontdesarts_scale_{name}"


# --- asking ----------------------------------------------------------------------------------------------------------


def _answer(name: str, rounds: int) -> None:
    out = os.dup(1)
    os.dup2(2, 1)  # what Django says while it starts is not for the reader of the figures
    rig.django(_database(name))
    asks = _asks()
    for ask in asks.values():
        ask()
        ask()
    for _ in sys.stdin:
        told = {}
        for page, ask in asks.items():
            began = time.perf_counter()
            ask()
            told[page] = (time.perf_counter() - began) * 1000
        os.write(out, (json.dumps(told) + "\n").encode())


def _asks() -> dict[str, Any]:
    """A referent and a member of the team of the association in the middle of all."""
    from django.test import Client

    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association
    from pontdesarts.programme.models import Showing

    association = Association.objects.order_by("pk")[Association.objects.count() // 2]
    referent = User.objects.filter(referent_posts__structure__association=association).order_by("pk").first()
    team = User.objects.get(staff_roles__association=association)
    dates = Showing.objects.filter(offer__association=association, starts_at__gt=datetime.now(UTC)).order_by("pk")
    date = dates[AHEAD // 2]
    people = {name: Client(SERVER_NAME="127.0.0.1") for name in ("referent", "team")}
    people["referent"].force_login(referent)
    people["team"].force_login(team)
    relay = referent.referent_posts.get().structure_id if referent else 0

    def ask(who: str, path: str) -> Any:
        def page() -> None:
            answer = people[who].get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        return page

    def book() -> None:
        typed = {"request_id": uuid4(), "relay": relay, "adults": 2, "outing": "family"}
        answer = people["referent"].post(f"/seances/{date.pk}/reserver/", typed)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        people["referent"].cookies.pop("messages", None)

    return {
        "search": ask("referent", "/sorties/"),
        "search, places and distance": ask("referent", "/sorties/?places=4&tri=distance"),
        "offer": ask("referent", f"/sorties/{date.offer_id}/"),
        "booking page": ask("referent", f"/seances/{date.pk}/reserver/"),
        "booking": book,
        "bookings of a referent": ask("referent", "/reservations/"),
        "bookings seen by the team": ask("team", "/reservations/"),
        "list of a date": ask("team", f"/seances/{date.pk}/liste/"),
        "lists to come": ask("team", "/listes/"),
        "desk of a referent": ask("referent", "/"),
        "desk of the team": ask("team", "/"),
    }


# --- filling ---------------------------------------------------------------------------------------------------------


def _fill(name: str, size: Size) -> dict[str, Any]:
    """Fill the database, unless it holds that size; in a process of its own, Django being of one database."""
    began = time.monotonic()
    code = f"from benchmarks import scale; scale.fill({_database(name)!r}, scale.Size(**{asdict(size)}))"
    known = os.pathsep.join([str(rig.ROOT / "src"), str(rig.ROOT)])
    rig.database(_database(name))
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=rig.ROOT, env={**os.environ, "PYTHONPATH": known}, stdout=2
    )
    return {
        "dates": size.showings,
        "bookings": size.showings * BOOKINGS,
        "seconds": round(time.monotonic() - began),
    }


def fill(name: str, size: Size) -> None:
    rig.django(name)
    from django.db import connection

    from pontdesarts.programme.models import Showing

    last = Showing.objects.order_by("-pk").first()
    if last and last.pk == size.showings:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE accounts_user, associations_association, network_structure, network_venue, programme_offer,"
            " django_session RESTART IDENTITY CASCADE"
        )
        # no index and no constraint row by row; what is lost in a crash is filled again
        cursor.execute("SET synchronous_commit = off; SET session_replication_role = replica; SET work_mem = '256MB'")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for statement in _rows(size):
            _copy(cursor, *statement)
    _people()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def _rows(size: Size) -> Iterator[tuple[Any, int, dict[str, str]]]:
    """For each model: how many rows, and the columns that are not always the same, in terms of ``n`` from 1."""
    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association
    from pontdesarts.bookings.models import Booking
    from pontdesarts.journal.models import Entry  # noqa: F401  # nothing of it: pages read it by its index only
    from pontdesarts.network.models import PartnerProfile, Referent, RelayProfile, Structure
    from pontdesarts.programme.models import Allotment, Offer, Showing

    count, each = size.associations, RELAYS + 5  # relays, then partners
    # the last dates of each association are to come, the others go back through the years
    ahead = f"((n - 1) / {count}) - ({size.dates} - {AHEAD})"
    starts = f"date_trunc('hour', now()) + ({ahead}) * interval '6 hours' + interval '3 days'"
    offer_of_date = f"1 + ((n - 1) % {count}) + (((n - 1) / {count}) / {PER_OFFER}) * {count}"
    date_of_booking = f"1 + (n - 1) % {size.showings}"
    relay_of_booking = f"1 + ((n - 1) % {count}) * {each} + (n / 7) % {RELAYS}"
    yield Association, count, {"slug": "'a' || n", "name": "'Association ' || n"}
    yield (
        Structure,
        count * each,
        {
            "association_id": f"1 + (n - 1) / {each}",
            "name": "'Structure ' || n",
            "created_at": "now()",
        },
    )
    yield (
        RelayProfile,
        count * RELAYS,
        {
            "structure_id": f"1 + ((n - 1) / {RELAYS}) * {each} + (n - 1) % {RELAYS}",
            "kind": "'centre_social'",
        },
    )
    yield PartnerProfile, count * 5, {"structure_id": f"1 + ((n - 1) / 5) * {each} + {RELAYS} + (n - 1) % 5"}
    yield (
        User,
        count * RELAYS,
        {
            "email": "'referente' || n || '@example.org'",
            "name": "'Référente ' || n",
            "password": "'!'",
            "joined_at": "now()",
        },
    )
    yield (
        Referent,
        count * RELAYS,
        {
            "user_id": "n",
            "structure_id": f"1 + ((n - 1) / {RELAYS}) * {each} + (n - 1) % {RELAYS}",
            "since": "now()",
        },
    )
    yield (
        Offer,
        size.showings // PER_OFFER,
        {
            "association_id": f"1 + (n - 1) % {count}",
            "partner_id": f"1 + ((n - 1) % {count}) * {each} + {RELAYS} + n % 5",
            "title": "'Bérénice ' || n",
            "created_at": "now() - interval '11 years'",
            "published_at": "now() - interval '11 years'",
            "imported": "'{}'::jsonb",
            "access": "'{}'::text[]",
        },
    )
    yield Showing, size.showings, {"offer_id": offer_of_date, "starts_at": starts}
    yield (
        Allotment,
        size.showings,
        {
            "showing_id": "n",
            "places": "1000000",
            "taken": str(2 * BOOKINGS),
            "opens_at": f"{starts} - interval '900 days'",
            "closes_at": f"{starts} - interval '48 hours'",
        },
    )
    yield (
        Booking,
        size.showings * BOOKINGS,
        {
            "code": "'B' || lpad(n::text, 9, '0')",
            "request_id": "gen_random_uuid()",
            "showing_id": date_of_booking,
            "relay_id": relay_of_booking,
            "booked_by_id": f"1 + ((n - 1) % {count}) * {RELAYS} + (n / 7) % {RELAYS}",
            "booked_at": f"now() - (n % {size.dates}) * interval '6 hours' - interval '1 day'",
            "adults": "2",
            "places": "2",
            "outing": "'family'",
            "needs": "'{}'::text[]",
        },
    )


def _copy(cursor: Any, model: Any, count: int, columns: dict[str, str]) -> None:
    """COPY out of a SELECT, into the table; its indexes are taken away meanwhile."""
    began = time.monotonic()
    table = model._meta.db_table
    columns = {**_always(model, columns), **columns}
    if model._meta.pk.column == "id":
        columns["id"] = "n"
    select = f"SELECT {', '.join(columns.values())} FROM generate_series(1::bigint, {count}) n"
    with _without_indexes(cursor, table):
        import psycopg

        with (
            psycopg.connect(os.environ["DATABASE_URL"]) as source,
            source.cursor().copy(f"COPY ({select}) TO STDOUT") as rows,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as into,
        ):
            for piece in rows:
                into.write(piece)
    if "id" in columns:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count})")
    print(f"{table}: {count} rows, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _always(model: Any, given: dict[str, str]) -> dict[str, str]:
    """What the columns that nobody names hold: nothing, or what the model begins with."""
    from django.contrib.postgres.fields import ArrayField

    always = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.column in given or field.generated or field.null:
            continue
        value = "{}" if isinstance(field, ArrayField) else field.get_default()
        text = json.dumps(value) if isinstance(value, (bool, int)) else f"'{'' if value is None else value}'"
        always[field.column] = text
    return always


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i WHERE indrelid = %s::regclass"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)


def _people() -> None:
    """Somebody of the team in each association, with a second factor, as they must have."""
    from allauth.mfa.models import Authenticator
    from django.utils import timezone

    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association, StaffRole

    now = timezone.now()
    for association in Association.objects.order_by("pk"):
        user = User.objects.create(email=f"equipe{association.pk}@example.org", name="Nadia", password="!")
        StaffRole.objects.create(user=user, association=association, role=StaffRole.Role.TEAM, since=now)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


if __name__ == "__main__":
    main()
