"""The past does not happen twice: no job of the season is left for the worker, its mails leave as they are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations as network


@contextmanager
def without_jobs() -> Iterator[None]:
    """Inside, what operations defer is forgotten: a voucher of two months ago is of no use to anybody today."""
    with app.replace_connector(InMemoryConnector()):
        yield


def deliver_mails() -> int:
    """Hand every mail written so far to the mail server, at the hour that it bears; returns how many."""
    waiting = list(Message.objects.waiting().order_by("created_at", "pk").values_list("pk", "created_at"))
    for pk, written_at in waiting:
        messaging.deliver_now(pk, at=written_at)
    return len(waiting)


def forget_old(now: datetime) -> None:
    """As each night: mails and invitations are kept 30 days."""
    messaging.forget_old(at=now)
    network.forget_old(at=now)


def count_rows() -> None:
    """Tell PostgreSQL how many rows this transaction has written: it plans by what it last counted, before, and would
    go through a season as if the tables were empty (minutes for one page)."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
