"""After a test that commits, what it wrote is deleted. Content types and permissions follow from the models: they stay.

Django's own way truncates every table and makes them again: ten times as long, for each race and each journey.
"""

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"auth_permission", "django_content_type"}


def install(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty())


def empty() -> None:
    """Delete every row that a model of ours can hold; wait, as TRUNCATE does, for whoever is still writing."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables))
        # references between rows are checked when the transaction ends: any order will do
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")
