"""The jobs of the mail, with a real mail server and the real queue."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.utils import timezone

from pontdesarts.messaging import operations, tasks
from pontdesarts.messaging.models import Message


@pytest.mark.django_db
def test_a_mail_reaches_a_real_server_with_its_papers(post_office, jobs) -> None:
    paper = operations.Paper("liste.csv", "text/csv", b"code;places\nK7M;4\n")
    operations.send(
        kind="test",
        to="billetterie@example.org",
        subject="Liste de « Bérénice »",
        template="network/notices/invitation.txt",
        context={
            "invitation": {"name": "Inès", "get_post_display": "référente", "association": {"phone": ""}},
            "inviter": "Nadia",
            "place": "Les Tilleuls",
            "link": "https://example.org/invitations/x/",
            "until": "3 décembre",
        },
        papers=[paper],
        at=timezone.now(),
    )
    assert post_office.received == []
    jobs.run("messaging.deliver")
    letter = post_office.to("billetterie@example.org")[0]
    assert letter.subject == "Liste de « Bérénice »"
    assert "Les Tilleuls" in letter.text
    assert letter.attachments["liste.csv"].split() == paper.content.split()


@pytest.mark.django_db
def test_a_mail_goes_only_if_its_cause_is_kept(jobs) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.send(
            kind="test",
            to="a@example.org",
            subject="x",
            template="ui/errors/500.html",
            context={},
            at=timezone.now(),
        )
        raise RuntimeError
    assert jobs.waiting() == []
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_an_address_that_the_server_refuses_is_given_up_after_a_day_of_tries(post_office) -> None:
    post_office.refusing["partie@example.org"] = "550 unknown"
    message = Message.objects.create(
        kind="test", to="partie@example.org", subject="x", text="x", created_at=timezone.now()
    )
    with pytest.raises(OSError, match="partie"):
        operations.deliver_now(message.pk, at=timezone.now())
    operations.give_up(message.pk, error="SMTPRecipientsRefused", at=timezone.now())
    message.refresh_from_db()
    assert message.failed_at
    assert operations.deliver_now(message.pk, at=timezone.now()) is False


@pytest.mark.django_db
def test_a_mail_is_forgotten_after_thirty_days() -> None:
    now = timezone.now()
    for days in (29, 31):
        Message.objects.create(
            kind=f"{days}", to="a@example.org", subject="x", text="x", created_at=now - timedelta(days=days)
        )
    operations.forget_old(at=now)
    assert [m.kind for m in Message.objects.all()] == ["29"]


@pytest.mark.django_db(transaction=True)
def test_jobs_that_ended_are_forgotten_and_those_that_wait_are_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # Django does not empty this table between tests
    tasks.deliver.defer(message_id=1)
    tasks.deliver.defer(message_id=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE args->>'message_id' = '1'")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '8 days'")

    async def tonight() -> None:
        await tasks.forget_jobs(timestamp=0)
        # the job ran in a thread of its own, whose connection would outlive the test
        await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(1) as pool:  # the loop of a browser may turn in this one
        pool.submit(lambda: asyncio.run(tonight())).result()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'message_id' FROM procrastinate_jobs")
        assert cursor.fetchall() == [("2",)]
