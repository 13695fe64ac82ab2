"""What `booking`, `chaos` and `scale` stand on: a database of their own, people who book, the production server.

The embedded PostgreSQL has its own folder, ``var/bench``; with ``DATABASE_URL``, a database beside the one it names.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
VAR = ROOT / "var" / "bench"
UNLIMITED = 2_000_000_000  # places of a date that no run fills


def database(name: str) -> str:
    """Make the database when it is not there; its address, also left in ``DATABASE_URL``."""
    import psycopg

    from pontdesarts import postgres

    VAR.mkdir(parents=True, exist_ok=True)
    os.environ["PONTDESARTS_VAR"] = str(VAR)
    parts = urlsplit(postgres.ensure(VAR / "postgres"))
    with psycopg.connect(urlunsplit(parts), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    return os.environ["DATABASE_URL"]


def django(name: str) -> None:
    """Django as it serves, on the database ``name``, its tables up to date."""
    database(name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
    os.environ["PONTDESARTS_DEMO"] = "1"
    os.environ["PONTDESARTS_EMBEDDED"] = "1"  # the servers that we start find it running
    import django as framework
    from django.core.management import call_command

    framework.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("build_fonts", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


@dataclass(frozen=True)
class Stage:
    """Who books what: as many referents as clients, each of a relay of its own; the dates."""

    referents: list[Any]
    showings: list[int]


def stage(*, referents: int, showings: int, places: int, at: datetime, shows: int = 1) -> Stage:
    """A new association in the database, with its relays, their referents, and dates in twelve days."""
    from pontdesarts.accounts.models import User
    from pontdesarts.associations.models import Association
    from pontdesarts.network.models import PartnerProfile, Referent, RelayKind, RelayProfile, Structure
    from pontdesarts.programme.models import Allotment, Offer, Showing

    number = Association.objects.count()
    association = Association.objects.create(slug=f"banc-{number}", name=f"Banc {number}")
    relays = Structure.objects.bulk_create(
        Structure(association=association, name=f"Relais {n}", created_at=at) for n in range(referents)
    )
    RelayProfile.objects.bulk_create(RelayProfile(structure=r, kind=RelayKind.SOCIAL_CENTRE) for r in relays)
    users = User.objects.bulk_create(
        User(email=f"referente-{number}-{n}@example.org", name=f"Référente {n}", password="!") for n in range(referents)
    )
    Referent.objects.bulk_create(
        Referent(user=user, structure=relay, since=at) for user, relay in zip(users, relays, strict=True)
    )
    partner = Structure.objects.create(association=association, name="Théâtre du banc", created_at=at)
    PartnerProfile.objects.create(structure=partner)
    offers = Offer.objects.bulk_create(
        Offer(
            association=association,
            partner=partner,
            title=f"Bérénice {n}",
            created_at=at,
            published_at=at - timedelta(days=1),
        )
        for n in range(shows)
    )
    dates = Showing.objects.bulk_create(
        Showing(offer=offers[n % shows], starts_at=at + timedelta(days=12, minutes=n)) for n in range(showings)
    )
    Allotment.objects.bulk_create(
        Allotment(
            showing=date,
            places=places,
            opens_at=at - timedelta(days=1),
            closes_at=date.starts_at - timedelta(hours=48),
        )
        for date in dates
    )
    return Stage(users, [date.pk for date in dates])


def session_of(user: Any) -> str:
    """The session that a sign-in opens, as a cookie's value."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def token_of(referent: Any) -> str:
    """The secret of a program that books for the association of this referent."""
    from pontdesarts.api import operations
    from pontdesarts.api.rules import Scope
    from pontdesarts.journal.actors import JOB

    association = referent.referent_posts.get().structure.association
    _, secret = operations.create(association, name="Banc", scopes=[Scope.BOOKINGS_WRITE], by=JOB, at=datetime.now(UTC))
    return str(secret)


def serve(port: int, *, workers: int, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """The web server as ``script/serve`` starts it; ready when this returns."""
    command = [sys.executable, "-m", "pontdesarts.run", "serve", "--port", str(port), "--workers", str(workers)]
    return _start(command, port, environment or {})


def serve_bare(port: int, *, workers: int, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """The same server, on a view that does the two writes of a booking and nothing else."""
    from pontdesarts import run

    class Asked:
        host = "127.0.0.1"

    asked: Any = Asked()
    asked.port, asked.workers = port, workers
    command = [*run._web(asked)[:-1], "benchmarks.bare:application"]
    return _start(command, port, environment or {})


def _start(command: list[str], port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    known = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    server = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": known, **environment}, start_new_session=True, cwd=ROOT
    )
    wait_for(port, server)
    return server


def wait_for(port: int, server: subprocess.Popen[bytes], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/compte/login/", timeout=10).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server on port {port} does not answer.")


def end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Stop what we started, with all that it started."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def cpu_of(pids: Iterable[int]) -> float:
    """Seconds of processor that these processes and their children have used, the dead ones too."""
    import psutil

    total = 0.0
    for pid in pids:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
    return total


def postmaster() -> int | None:
    """The process of the embedded PostgreSQL; ``None`` when the database is another machine's affair."""
    path = VAR / "postgres" / "postmaster.pid"
    return int(path.read_text().split()[0]) if path.exists() else None
