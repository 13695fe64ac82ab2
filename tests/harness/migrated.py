"""Migrations run once for all the workers and all the runs, until one of them changes: a test database is a copy.

Django then finds every migration applied, and does the rest as it always does. What was made is named after all that
made it, so a migration that is edited is run again, from an empty database, before any test.
"""

import hashlib
from contextlib import closing, suppress
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection

LOCK = 7_266_243  # a number of ours: one process makes the copy, the others wait for it
PREFIX = "migrated_"


def name() -> str:
    """Says what makes the database: the text of our migrations, and the versions of all that is installed."""
    made = hashlib.sha256()
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if config.name.startswith("pontdesarts."):
            for file in sorted(folder.glob("*.py")):
                made.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    for installed in sorted(f"{each.name} {each.version}" for each in distributions()):
        made.update(installed.encode())
    made.update(" ".join(settings.INSTALLED_APPS).encode())
    return PREFIX + made.hexdigest()[:16]


def copy_from_now_on() -> None:
    """Have the next test database copied from the migrated one, made first when it is not there."""
    wanted = name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # let go with this connection
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {found for (found,) in cursor.fetchall()}
        if wanted not in there:
            for old in sorted(there):
                with suppress(OperationalError):  # somebody else is copying it
                    cursor.execute(f'DROP DATABASE "{old}"')
            _make(f"{wanted}_half")
            cursor.execute(f'ALTER DATABASE "{wanted}_half" RENAME TO "{wanted}"')  # whole, or not there
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = wanted
    connection.settings_dict["TEST"]["TEMPLATE"] = wanted


def _make(half: str) -> None:
    its_own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    before = test["NAME"]
    test["NAME"] = half
    with closing(connection):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    test["NAME"] = before
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = its_own
