"""A worker dies in the middle of a job: another one takes the job up, and no mail is written twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.messaging import operations, running, tasks
from pontdesarts.messaging.models import Message


def write(subject: str = "C'est réservé") -> Message:
    return operations.send(
        kind="test",
        to="ines@example.org",
        subject=subject,
        template="network/notices/invitation.txt",
        context={
            "invitation": {"name": "Inès", "get_post_display": "référente", "association": {"phone": ""}},
            "inviter": "Nadia",
            "place": "Les Tilleuls",
            "link": "https://example.org/invitations/x/",
            "until": "3 décembre",
        },
        at=timezone.now(),
    )


class FakeContext:
    """What procrastinate hands to a middleware, as far as ours looks at it."""

    def __init__(self, number: int) -> None:
        self.job = type("Job", (), {"id": number})()


def in_job(number: int, act):
    return running.remember_the_job(act, FakeContext(number), None)


@pytest.mark.django_db
def test_a_job_that_begins_again_writes_its_mail_once() -> None:
    first = in_job(12, write)
    assert in_job(12, write) == first
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_another_job_another_mail_or_no_job_at_all_writes_another() -> None:
    in_job(12, write)
    in_job(13, write)
    in_job(12, lambda: write("Annulé"))
    write()
    write()
    assert Message.objects.count() == 5


@pytest.mark.django_db
def test_a_mail_that_leaves_again_has_the_same_number(post_office) -> None:
    message = write()
    operations.deliver_now(message.pk, at=timezone.now())
    Message.objects.update(sent_at=None)  # we died before it was written that it had left
    operations.deliver_now(message.pk, at=timezone.now())
    numbers = [letter.message["Message-ID"] for letter in post_office.received]
    assert len(numbers) == 2 and numbers[0] == numbers[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("silence", "status"), [(timedelta(minutes=2), "todo"), (timedelta(seconds=5), "doing")])
def test_the_jobs_of_a_dead_worker_wait_again_and_those_of_a_living_one_do_not(silence, status) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [timezone.now() - silence]
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('mail', 'bookings.send_vouchers', 'doing', %s)",
            [worker],
        )

    async def this_minute() -> None:
        await tasks.take_up_stalled(timestamp=0)
        # the job ran in a thread of its own, whose connection would outlive the test
        await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(1) as pool:  # the loop of a browser may turn in this one
        pool.submit(lambda: asyncio.run(this_minute())).result()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [(status,)]
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def test_every_job_about_one_thing_is_tried_again_when_the_database_was_away() -> None:
    """Those that come back by the clock are begun again by it."""
    by_the_clock = {periodic.task.name for periodic in app.periodic_registry.periodic_tasks.values()}
    told_once = [task for task in app.tasks.values() if task.queue == "mail" and task.name not in by_the_clock]
    assert len(told_once) > 15
    assert [task.name for task in told_once if task.retry_strategy is None] == []
