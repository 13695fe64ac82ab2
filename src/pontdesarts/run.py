"""The processes of a site: ``script/demo`` starts all that a bare machine needs, ``script/serve`` the web server."""

import argparse
import fcntl
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TextIO

from pontdesarts import postgres

VAR = postgres.VAR
GRACE = 10  # seconds that a process has to finish what it does
# what prepares a site, in order; a command that is not there yet is passed over
FILES = (("Tables", ("migrate", "--no-input")), ("Fonts", ("build_fonts",)))
SEASON = (("Communes of France", ("load_territory",)), ("Demo season", ("load_demo",)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="script", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("demo", "serve"):
        options = kinds.add_parser(kind, prog=f"script/{kind}")
        options.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        options.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        options.add_argument("--workers", type=int, default=_cores(), help="web processes (one for each core)")
    asked = parser.parse_args(arguments)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # Ctrl-C, even where a shell had it ignored
        signal.signal(name, _stop)
    try:
        return demo(asked) if asked.kind == "demo" else serve(asked)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 0


def demo(asked: argparse.Namespace) -> int:
    """Prepare everything under ``var/``, serve until Ctrl-C. Started again, it finds all that it had."""
    started = time.monotonic()
    lock = _only_one(f"http://{asked.host}:{asked.port}")
    _check_port(asked.host, asked.port)
    os.environ.setdefault("PONTDESARTS_URL", f"http://{asked.host}:{asked.port}")
    be_a_demo()
    _step("Database", postgres.ensure)
    prepare()
    children = {
        "web": subprocess.Popen(_web(asked), start_new_session=True),
        "jobs": subprocess.Popen(_jobs(), start_new_session=True, stdout=subprocess.DEVNULL),
    }
    try:
        _wait_until_it_answers(asked.host, asked.port, children)
        print(f"Ready: http://{asked.host}:{asked.port}", flush=True)
        _say_accounts()
        print(f"({time.monotonic() - started:.0f} s; Ctrl-C stops everything)", flush=True)
        return _watch(children)
    finally:
        _end(children)
        lock.close()


def _only_one(address: str) -> TextIO:
    """Hold ``var/`` for this demo until the file is closed. Two loads of one season at once would fail."""
    VAR.mkdir(parents=True, exist_ok=True)
    file = (VAR / "demo.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        raise SystemExit(
            f"A demo runs already from this folder ({file.read().strip()}): stop it first, with Ctrl-C where it runs."
        ) from None
    file.truncate(0)
    file.write(address)
    file.flush()
    return file


def be_a_demo() -> None:
    """Settings of a machine that has none: the demo, with a secret key of its own."""
    os.environ["PONTDESARTS_DEMO"] = "1"
    os.environ.setdefault("PONTDESARTS_SECRET_KEY", _secret_key())


def _secret_key() -> str:
    """The key of this machine: made once, readable by its owner only."""
    path = VAR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def serve(asked: argparse.Namespace) -> int:
    """The web server alone. Migrations, static files and jobs are the operator's: see ``docs/exploitation.md``."""
    _check_port(asked.host, asked.port)
    postgres.ensure()
    children = {"web": subprocess.Popen(_web(asked), start_new_session=True)}
    try:
        return _watch(children)
    finally:
        _end(children)


def prepare() -> None:
    """Bring tables, files and reference data up to date, in this process. Each step does nothing when it is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
    import django

    _step("Django", django.setup)
    _commands(FILES, verbosity=0)
    _step("Static files", _collect_static_files)
    _commands(SEASON, verbosity=1)


def _commands(steps: Sequence[tuple[str, tuple[str, ...]]], *, verbosity: int) -> None:
    from django.core.management import call_command, get_commands

    known = get_commands()
    for title, (command, *options) in steps:
        if command in known:
            _step(title, partial(call_command, command, *options, verbosity=verbosity))


def _collect_static_files() -> None:
    """Compress and name static files by their content, unless nothing has changed: it takes several seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    sources = sorted(
        (str(path), Path(storage.path(path)).stat().st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    now = hashlib.sha256(repr(sources).encode()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".made-from"
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", "--no-input", "--clear", verbosity=0)
        stamp.write_text(now)


def _step(title: str, work: Callable[[], object]) -> None:
    print(f"{title}…", end=" ", flush=True)
    began = time.monotonic()
    work()
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _web(asked: argparse.Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", asked.host, "--port", str(asked.port), "--workers", str(asked.workers)),
        *("--blocking-threads", "2", "--backlog", "1024", "--respawn-failed-workers"),
        "pontdesarts.wsgi:application",
    ]


def _jobs() -> list[str]:
    return [sys.executable, "-m", "pontdesarts", "procrastinate", "worker", "--concurrency", "2"]


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise SystemExit(
                f"Port {port} of {host} cannot be used ({failure.strerror}): try another one, with --port {port + 1}."
            ) from None


def _wait_until_it_answers(host: str, port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children.values()):
            return  # `_watch` says which one
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/compte/login/", timeout=20):
                return
        except urllib.error.HTTPError:
            return  # it answers: what it says is another matter
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server does not answer.")


def _say_accounts() -> None:
    from django.core.management import call_command, get_commands

    if "demo_accounts" in get_commands():
        call_command("demo_accounts")


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Until a signal comes; a process that ends by itself ends everything, and says so."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"The process « {name} » ended by itself (code {child.returncode}).", file=sys.stderr)
                return 1
        time.sleep(0.5)


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
