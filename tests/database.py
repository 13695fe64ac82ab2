"""Loaded before Django's settings are read (`-p tests.database`): there must be a database to test on."""

import os

from pontdesarts import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
postgres.ensure()
