"""Each guard of the harness can fail: without this, a guard that broke would look like a clean product."""

import shutil
import smtplib
import socket
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import path

from pontdesarts.accounts.models import User
from pontdesarts.journal.models import Entry
from pontdesarts.messaging import tasks
from pontdesarts.messaging.models import Message
from tests.harness import migrated, queries
from tests.harness.jobs import Jobs
from tests.harness.mail import PostOffice
from tests.network.factories import ReferentFactory

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
Failed = pytest.fail.Exception


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


# --- the database


def test_the_database_is_a_copy_of_one_where_every_migration_has_run(db: None) -> None:
    assert connection.settings_dict["TEST"]["TEMPLATE"] == migrated.name()
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_migration_that_is_edited_or_added_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, before = apps.get_app_config("journal"), migrated.name()
    folder = tmp_path / "migrations"
    shutil.copytree(Path(config.path) / "migrations", folder)
    monkeypatch.setattr(config, "path", str(tmp_path))
    assert migrated.name() == before
    (folder / "0099_another.py").write_text("")
    added = migrated.name()
    (folder / "0099_another.py").write_text("operations = []")
    assert len({before, added, migrated.name()}) == 3


# --- templates


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ known.nothing }}",
        "{% if nothing %}oui{% endif %}",
        "{% if known and not nothing %}oui{% endif %}",
        "{% for row in nothing %}{{ row }}{% endfor %}",
        "{% with name=nothing %}{{ name }}{% endwith %}",
        "{{ known|add:nothing }}",
        "{{ nothing|upper|default:'x' }}",
    ],
)
def test_an_undefined_variable_fails(source: str) -> None:
    with pytest.raises(Failed, match="nothing »"):
        render(source, known="connu")


@pytest.mark.parametrize(
    "source", ["{{ nothing|default:'rien' }}", "{% if nothing|default:'' %}oui{% else %}rien{% endif %}"]
)
def test_a_variable_with_a_default_may_be_absent(source: str) -> None:
    assert render(source) == "rien"


def test_templates_of_others_may_be_careless() -> None:
    from django.template import engines

    engine = engines["django"].engine
    widget = engine.from_string("{% include 'django/forms/widgets/input.html' %}")
    assert "<input" in widget.render(Context({"widget": {"type": "text", "name": "a", "value": None, "attrs": {}}}))


# --- warnings


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("attention", stacklevel=1)


# --- the database


@pytest.fixture
def six_users(db: None) -> list[User]:
    return [User.objects.create_user(f"{letter}@example.org") for letter in "abcdef"]


def test_rows_in_no_promised_order_are_shuffled(six_users: list[User]) -> None:
    promised = list(User.objects.order_by("pk"))
    assert promised == six_users
    assert list(User.objects.order_by()) != six_users
    assert set(User.objects.order_by()) == set(six_users)
    assert list(User.objects.order_by().values_list("pk", flat=True)) != [user.pk for user in six_users]


def test_the_shuffle_of_a_test_is_the_same_each_time(six_users: list[User]) -> None:
    queries.new_order("name")
    once = list(User.objects.order_by())
    queries.new_order("name")
    assert list(User.objects.order_by()) == once


@pytest.mark.django_db
def test_a_lock_that_joins_says_which_table_it_locks() -> None:
    entries = Entry.objects.select_related("subject_type")
    with pytest.raises(Failed, match="of="):
        entries.select_for_update().first()
    assert entries.select_for_update(of=("self",)).first() is None


@login_not_required
def view_that_writes(request: HttpRequest) -> HttpResponse:
    Message.objects.create(kind="test", to="a@example.org", subject="s", text="t", created_at=AT)
    return HttpResponse("écrit")


@login_not_required
def view_that_locks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(User.objects.select_for_update().order_by("pk").first()))


@login_not_required
def view_that_opens_a_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse(str(User.objects.count()))


urlpatterns = [
    path("writes/", view_that_writes),
    path("locks/", view_that_locks),
    path("session/", view_that_opens_a_session),
]


@pytest.mark.django_db
@pytest.mark.urls("tests.test_harness")
@pytest.mark.parametrize("address", ["/writes/", "/locks/"])
def test_a_get_that_writes_fails(client: Client, address: str) -> None:
    with pytest.raises(Failed, match="may only read"):
        client.get(address)
    with pytest.raises(Failed, match="may only read"):
        client.head(address)


@pytest.mark.django_db
@pytest.mark.urls("tests.test_harness")
def test_a_post_may_write_and_a_get_may_open_a_session(client: Client) -> None:
    assert client.post("/writes/").status_code == 200
    assert client.get("/session/").status_code == 200


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("(SELECT 1) UNION (SELECT 2)", True),
        ('SAVEPOINT "s"', True),
        ('INSERT INTO "django_session" VALUES (1)', True),
        ('UPDATE "accounts_user" SET name = 1', False),
        ("WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x", False),
        ("SELECT procrastinate_defer_jobs_v1(1)", False),
        ("TRUNCATE t", False),
    ],
)
def test_reading_and_writing_are_told_apart(sql: str, reads: bool) -> None:
    def execute(*_: object) -> str:
        return "done"

    if reads:
        assert queries.refuse_writes(execute, sql, None, False, {}) == "done"
    else:
        with pytest.raises(Failed):
            queries.refuse_writes(execute, sql, None, False, {})


def test_more_queries_with_more_rows_fail(
    six_users: list[User], queries_stay_flat: Callable[[Callable[[], object], Callable[[], object]], int]
) -> None:
    def one_query_each() -> None:
        for user in User.objects.order_by("pk"):
            user.refresh_from_db()

    def grow() -> None:
        User.objects.create_user("g@example.org")

    with pytest.raises(Failed, match="7 queries became 8"):
        queries_stay_flat(one_query_each, grow)
    assert (
        queries_stay_flat(lambda: list(User.objects.order_by("pk")), lambda: User.objects.create_user("h@a.org")) == 1
    )


@pytest.mark.django_db
def test_the_database_of_tests_does_not_wait_for_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next_one_and_what_follows_from_the_models_stays(turn: str) -> None:
    assert not User.objects.exists()
    assert ContentType.objects.exists()
    assert Permission.objects.exists()
    ReferentFactory()


# --- the network


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_a_test_that_reaches_for_the_network_fails(host: str) -> None:
    with pytest.raises(Failed, match=r"network|address"):
        socket.create_connection((host, 80), timeout=1)


@pytest.fixture
def listening() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def test_this_machine_may_be_reached(listening: tuple[str, int]) -> None:
    socket.create_connection(listening, timeout=1).close()


# --- jobs and mail


@pytest.fixture
def waiting_mail(db: None) -> Message:
    message = Message.objects.create(
        kind="test", to="a@example.org", subject="Été", text="Bonjour Ana, à l'été.", created_at=AT
    )
    tasks.deliver.defer(message_id=message.pk)
    return message


def test_jobs_wait_and_run_in_the_transaction_of_the_test(
    waiting_mail: Message, jobs: Jobs, mailoutbox: list[EmailMessage]
) -> None:
    assert [job.name for job in jobs.waiting()] == ["messaging.deliver"]
    assert jobs.run("another") == []
    assert jobs.run() == ["messaging.deliver"]
    assert jobs.waiting() == []
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]


def test_a_job_that_breaks_breaks_its_test(waiting_mail: Message, jobs: Jobs, post_office: PostOffice) -> None:
    post_office.refusing["a@example.org"] = "550 no such person"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        jobs.run()
    assert post_office.received == []


def test_the_post_office_receives_what_django_sends(waiting_mail: Message, jobs: Jobs, post_office: PostOffice) -> None:
    jobs.run()
    (letter,) = post_office.to("a@example.org")
    assert letter.subject == "Été"
    assert letter.text.strip() == "Bonjour Ana, à l'été."
    assert letter.attachments == {}
