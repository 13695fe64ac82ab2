"""Telephones send overlapping batches at the same moment, on the real database."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from pontdesarts.bookings.models import Booking
from pontdesarts.doors import operations
from pontdesarts.doors.models import Reception, Scan
from pontdesarts.doors.operations import Read, scans
from pontdesarts.journal.actors import Actor
from pontdesarts.outings.models import Claim
from pontdesarts.programme.models import Showing
from tests.bookings.test_races import at_once, only_refused
from tests.programme.factories import NOW

from .factories import bookings_of, evening, read, undoing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
DOOR = Actor.link("Théâtre des Deux Rives")


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def send(showing: Showing, *reads: Read) -> object:
    return operations.receive(showing, reads, by=DOOR, at=NOW)


def came(showing: Showing) -> list[int | None]:
    return list(Booking.objects.filter(showing=showing).order_by("pk").values_list("came", flat=True))


def test_overlapping_batches_at_the_same_moment_come_to_what_one_batch_would() -> None:
    for _ in range(4):
        showing = evening(at=NOW)
        first, second = bookings_of(showing)
        shared, mistaken = read(first, 1, NOW), read(second, 4, NOW)
        batches = [
            [shared, read(first, 1, NOW)],
            [shared, mistaken],
            [undoing(mistaken, NOW), read(second, 2, NOW)],
            [shared, mistaken],
        ]
        only_refused(at_once(*[lambda s=showing, b=batch: send(s, *b) for batch in batches]))
        assert came(showing) == [2, 2]
        assert Scan.objects.filter(showing=showing).count() == 5


def test_negative_control_without_waiting_for_one_another_each_tells_of_its_own_reads_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both have written before either reads the set: neither sees what the other has not committed."""
    showing = evening(at=NOW)
    first, _ = bookings_of(showing)
    Reception.objects.create(showing=showing)
    both, keep = threading.Barrier(2), scans._keep

    def kept_together(*args, **more):
        answers = keep(*args, **more)
        both.wait(20)
        return answers

    monkeypatch.setattr(Reception, "locked", lambda showing: Reception.objects.get(showing=showing))
    monkeypatch.setattr(scans, "_keep", kept_together)
    at_once(lambda: send(showing, read(first, 2, NOW)), lambda: send(showing, read(first, 2, NOW)))
    assert Scan.objects.filter(showing=showing).count() == 2
    assert came(showing)[0] == 2, "four came in"


def test_the_end_and_a_late_batch_at_the_same_moment_leave_nobody_both_read_and_absent() -> None:
    for _ in range(4):
        showing = evening(at=NOW, starts_in=timedelta(0))
        first, _ = bookings_of(showing)
        only_refused(
            at_once(
                lambda showing=showing: operations.end(showing, by=DOOR, at=NOW),
                lambda showing=showing, first=first: send(showing, read(first, 4, NOW)),
            )
        )
        assert came(showing) == [4, 0]
        assert {claim.came for claim in Claim.objects.filter(showing=showing).last_of_each()} == {4, 0}
