"""The booking path stays short: ten statements, one transaction; and what makes it so never leaves anything open."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pontdesarts import transactions
from pontdesarts.bookings import conditions, policies
from pontdesarts.bookings.forms import BookingForm
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.tasks import send_vouchers
from pontdesarts.bookings.views import book as page
from pontdesarts.messaging import jobs
from pontdesarts.network.models import Referent, Structure
from pontdesarts.prepared import Prepared, PreparedInsert, PreparedUpdate
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.transactions import OneTransaction, ends_transaction, reads_and_writes_at_once
from tests.bookings.factories import BookingFactory
from tests.harness.queries import counted
from tests.network.factories import ReferentFactory
from tests.programme.factories import AllotmentFactory

MOST = 10  # with BEGIN and COMMIT, which are not captured


@pytest.fixture
def post() -> Referent:
    return ReferentFactory()


def a_date(post: Referent, **more: object) -> Showing:
    now = timezone.now()
    more.setdefault("showing__offer__association", post.structure.association)
    showing: Showing = AllotmentFactory(
        showing__starts_at=now + timedelta(days=12),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=10),
        **more,
    ).showing
    return showing


def sent(client: Client, post: Referent, showing: Showing, **more: object) -> HttpResponse:
    typed = {"request_id": uuid4(), "relay": post.structure_id, "adults": 2, "outing": "family", **more}
    return client.post(reverse("bookings:book", args=[showing.pk]), typed)


@pytest.mark.django_db
def test_a_booking_by_the_page_is_ten_statements(client: Client, post: Referent) -> None:
    showing = a_date(post)
    client.force_login(post.user)
    assert sent(client, post, showing).status_code == 302  # and fills what is kept between requests
    with counted() as asked:
        assert sent(client, post, showing).status_code == 302
    kept = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(kept) + 2 <= MOST, "\n".join(sql[:150] for sql in kept)
    assert "programme_allotment" in kept[-1], "the row that everybody wants is locked last"
    # longer, psycopg would cut it up at each call
    assert max(len(prepared._statement[0]) for prepared in (page._read, policies._booked_for_by)) < 4096


@pytest.mark.django_db(transaction=True)
def test_a_booking_by_the_page_is_one_transaction_session_included(client: Client, post: Referent) -> None:
    showing = a_date(post)
    client.force_login(post.user)
    sent(client, post, showing)
    outside: list[str] = []

    def note(execute, sql, params, many, context):
        if not connection.in_atomic_block:
            outside.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert sent(client, post, showing).status_code == 302
    assert outside == []


@pytest.mark.django_db(transaction=True)
def test_a_refusal_writes_nothing_and_draws_its_page_after_the_transaction(client: Client, post: Referent) -> None:
    showing = a_date(post, places=3)
    client.force_login(post.user)
    answer = sent(client, post, showing, adults=4)
    assert answer.status_code == 200
    assert "Il reste 3 places" in answer.content.decode()
    assert not Booking.objects.exists()
    assert Allotment.objects.get(pk=showing.pk).taken == 0
    assert not connection.in_atomic_block
    assert transactions._begun.get() is None


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_is_answered_by_the_first_booking(client: Client, post: Referent) -> None:
    showing, form = a_date(post), uuid4()
    client.force_login(post.user)
    first, again = (sent(client, post, showing, request_id=form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Booking.objects.count() == 1
    assert Allotment.objects.get(pk=showing.pk).taken == 2


# --- a transaction opened before the session is read -----------------------------------------------------------------


def answered(view, *, method: str = "post") -> HttpResponse:
    """The view behind the middleware, as the handler calls them."""

    def handler(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, view, (), {})
        try:
            return view(request)
        except Exception:
            return HttpResponse(status=500)

    middleware = OneTransaction(handler)
    return middleware(getattr(RequestFactory(), method)("/"))


def is_closed() -> bool:
    return not connection.in_atomic_block and transactions._begun.get() is None


def write(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_content_type (app_label, model) VALUES ('path', %s)", [name])


def written() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT model FROM django_content_type WHERE app_label = 'path'")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def _clean():
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_content_type WHERE app_label = 'path'")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_clean")
class TestOneTransaction:
    def test_an_operation_ends_it_and_what_comes_after_is_outside(self) -> None:
        @reads_and_writes_at_once
        def view(request: HttpRequest) -> HttpResponse:
            assert connection.in_atomic_block
            ends_transaction(write)("kept")
            assert is_closed()
            return HttpResponse()

        assert answered(view).status_code == 200
        assert written() == {"kept"}

    def test_an_operation_that_raises_undoes_all_and_the_view_goes_on_reading(self) -> None:
        @ends_transaction
        def fails() -> None:
            write("undone")
            raise ImproperlyConfigured

        @reads_and_writes_at_once
        def view(request: HttpRequest) -> HttpResponse:
            with pytest.raises(ImproperlyConfigured):
                fails()
            assert is_closed()
            return HttpResponse(str(written()))

        assert answered(view).content == b"set()"

    @pytest.mark.parametrize("way", ["exception", "status"])
    def test_a_view_that_fails_leaves_nothing_open_nor_written(self, way: str) -> None:
        @reads_and_writes_at_once
        def view(request: HttpRequest) -> HttpResponse:
            write("undone")
            if way == "exception":
                raise ImproperlyConfigured
            return HttpResponse(status=503)

        assert answered(view).status_code >= 500
        assert is_closed()
        assert written() == set()

    def test_a_thread_that_is_stopped_leaves_nothing_open_to_its_next_request(self) -> None:
        @reads_and_writes_at_once
        def view(request: HttpRequest) -> HttpResponse:
            write("undone")
            raise SystemExit

        with pytest.raises(SystemExit):
            answered(view)
        assert is_closed()
        assert written() == set()

    def test_a_view_that_only_reads_or_streams_leaves_nothing_open(self) -> None:
        @reads_and_writes_at_once
        def view(request: HttpRequest) -> StreamingHttpResponse:
            return StreamingHttpResponse(str(connection.in_atomic_block) for _ in range(1))

        assert b"".join(answered(view)) == b"False"
        assert is_closed()

    def test_a_transaction_opened_inside_is_not_ended_in_its_place(self) -> None:
        @reads_and_writes_at_once
        def view(request: HttpRequest) -> HttpResponse:
            with transaction.atomic():
                ends_transaction(write)("kept")
                assert connection.in_atomic_block
            assert connection.in_atomic_block, "the request's is still open"
            return HttpResponse()

        answered(view)
        assert is_closed()
        assert written() == {"kept"}

    def test_views_without_the_mark_and_pages_that_are_opened_have_none(self) -> None:
        seen = []

        def unmarked(request: HttpRequest) -> HttpResponse:
            seen.append(connection.in_atomic_block)
            return HttpResponse()

        answered(unmarked)
        answered(reads_and_writes_at_once(unmarked), method="get")
        assert seen == [False, False]

    def test_two_threads_never_end_each_others(self) -> None:
        both = threading.Barrier(2)
        outcomes: dict[str, bool] = {}

        def act(name: str, *, fails: bool) -> None:
            @ends_transaction
            def operation() -> None:
                write(name)
                both.wait(20)  # both have written, neither has ended
                if fails:
                    raise ImproperlyConfigured

            @reads_and_writes_at_once
            def view(request: HttpRequest) -> HttpResponse:
                both.wait(20)
                operation()
                return HttpResponse()

            answered(view)
            outcomes[name] = is_closed()
            connections.close_all()

        threads = [threading.Thread(target=act, args=[name], kwargs={"fails": name == "b"}) for name in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert outcomes == {"a": True, "b": True}
        assert written() == {"a"}


# --- statements written once ------------------------------------------------------------------------------------------


def told(row: object, seen: tuple[object, ...] = ()) -> object:
    """Field by field, with all that was joined."""
    if row is None or type(row) in seen:
        return row
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname in row.__dict__
    }
    joined = {name: told(other, (*seen, type(row))) for name, other in row._state.fields_cache.items()}
    return (type(row), row.get_deferred_fields(), kept, joined)


def same(one: object, other: object) -> bool:
    return told(one) == told(other)


@pytest.mark.django_db
def test_what_a_booking_reads_is_what_the_plain_queries_read(post: Referent) -> None:
    showing, bare = a_date(post), a_date(post, showing__offer__partner=None, showing__offer__venue=None)
    for _ in range(2):  # the first call writes the statement, the second one sends values alone
        for date in (showing, bare):
            (read,) = page._read(user_id=post.user_id, pk=date.pk)
            assert same(read, page._visible_to(post.user_id, date.pk).get())
        (relay,) = policies._booked_for_by(user_id=post.user_id, relay_id=post.structure_id)
        plain = policies._relay_booked_for_by(post.user_id, post.structure_id).get()
        assert same(relay, plain)
        assert relay.is_own is plain.is_own is True
        assert page._read(user_id=ReferentFactory().user_id, pk=showing.pk) == []


@pytest.mark.django_db
def test_each_kind_of_value_goes_to_its_place(post: Referent) -> None:
    showing = a_date(post)
    showing.external_id = "100 % d'épices\x1a"
    showing.offer.imported = {"titre": ["Bérénice", None, 1.5]}
    showing.offer.access = ["lsf", "loop"]
    showing.save()
    showing.offer.save()

    def dates(pk: int, said: str, at: datetime) -> QuerySet[Showing]:
        rows = Showing.objects.filter(pk__in=[pk, 0], external_id=said, starts_at__gt=at, cancelled_at=None)
        counts = Count("bookings")
        held = Exists(Booking.objects.held().filter(showing=OuterRef("pk"), places__gte=pk))
        return rows.select_related("offer", "allotment").annotate(counted=counts, held=held).order_by("pk")

    prepared = Prepared(dates)
    for at, found in ((datetime(2020, 1, 1, tzinfo=UTC), 1), (datetime(2990, 1, 1, tzinfo=UTC), 0)):
        rows = prepared(pk=showing.pk, said="100 % d'épices\x1a", at=at)
        plain = list(dates(showing.pk, "100 % d'épices\x1a", at))
        assert len(rows) == len(plain) == found
        assert all(same(*pair) for pair in zip(rows, plain, strict=True))
        assert [(row.counted, row.held) for row in rows] == [(row.counted, row.held) for row in plain]
    assert prepared(pk=showing.pk, said="autre", at=datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.django_db
def test_a_statement_that_looks_at_its_values_or_forgets_one_is_refused() -> None:
    def looked_at(pk: int) -> QuerySet[Structure]:
        return Structure.objects.filter(pk=pk) if pk % 2 == 0 else Structure.objects.filter(pk=pk + 1)

    def forgotten(pk: int, other: int) -> QuerySet[Structure]:
        return Structure.objects.filter(pk=pk)

    def too_large(people: int) -> QuerySet[Structure]:
        return Structure.objects.filter(relay__people_a_year__lte=people * 1_000_000)

    for build in (looked_at, forgotten, too_large):
        with pytest.raises(ValueError, match="cannot be kept"):
            Prepared(build)(**dict.fromkeys(build.__annotations__.keys() - {"return"}, 1))


@pytest.mark.django_db
def test_an_update_changes_the_rows_that_the_plain_one_would(post: Referent) -> None:
    showing = a_date(post, places=5)

    def take(pk: int, places: int) -> tuple[QuerySet[Allotment], dict[str, object]]:
        return Allotment.objects.filter(pk=pk, places__gte=places), {"taken": places}

    update = PreparedUpdate(take)
    assert [update(pk=showing.pk, places=places) for places in (2, 6, 3)] == [1, 0, 1]
    assert Allotment.objects.get(pk=showing.pk).taken == 3


@pytest.mark.django_db
def test_an_insert_writes_the_row_that_saving_would(post: Referent) -> None:
    showing = a_date(post, places=5)

    def booked(code: str) -> Booking:
        return Booking(
            code=code,
            request_id=uuid4(),
            showing=showing,
            relay=post.structure,
            booked_by=post.user,
            booked_at=timezone.now(),
            places=2,
            adults=2,
            outing="family",
            needs=["lsf", "loop"],
            first_outing=False,
            pickup_sealed=b"\x00sealed",
            cancel_reason="100 % d'épices",
        )

    insert, saved = PreparedInsert(Booking), booked("AAA-AAA-AA")
    saved.save(force_insert=True)
    for code in ("BBB-BBB-BB", "CCC-CCC-CC"):  # the first call writes the statement, the second one sends values alone
        made = booked(code)
        insert(made)
        assert not made._state.adding
        different = {"id", "code", "request_id", "booked_at"}
        rows = [Booking.objects.filter(pk=row.pk).values().get() for row in (saved, made)]
        assert {name for name in rows[0] if rows[0][name] != rows[1][name]} == different
        assert (made.code, made.request_id) == (rows[1]["code"], rows[1]["request_id"])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(booked("CCC-CCC-CC"))


@pytest.mark.django_db
def test_a_code_that_is_taken_is_drawn_again_and_nobody_hears_of_it(
    client: Client, post: Referent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(post.user)
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr("secrets.SystemRandom.randrange", lambda *_: next(drawn))
    for _ in range(2):
        assert sent(client, post, a_date(post)).status_code == 302
    first, second = Booking.objects.order_by("pk").values_list("code", flat=True)
    assert first != second
    assert list(drawn) == [], "the second booking drew three times"


@pytest.mark.django_db
def test_only_what_was_drawn_is_drawn_again(post: Referent) -> None:
    made = BookingFactory()
    again = Booking.objects.get(pk=made.pk)
    again.pk, again.request_id = None, uuid4()
    assert PreparedInsert(Booking, drawn="code")(again) is False
    assert (again.pk, Booking.objects.count()) == (None, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Booking)(again)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_opened_again_by_the_first_statement_of_a_request(post: Referent) -> None:
    connection.ensure_connection()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False  # as when a request begins
    assert policies._booked_for_by(user_id=post.user_id, relay_id=post.structure_id) == [post.structure]


@pytest.mark.django_db
def test_a_job_is_the_one_that_procrastinate_would_defer() -> None:
    numbers = [send_vouchers.defer(booking_id=12), jobs.defer(send_vouchers, booking_id=12)]
    one, other = ProcrastinateJob.objects.order_by("-pk").values()[:2]
    assert numbers == [other.pop("id"), None] and one.pop("id")
    assert one == other
    assert one["args"] == {"booking_id": 12}


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["2026-11-22 01:05:09.0007+00", "2026-07-01 00:00:00+02", "0001-01-01 00:00+00"])
def test_an_instant_is_read_as_django_reads_it(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [said])
        ((ours,),) = cursor.fetchall()
        register_tzloader(UTC, cursor.cursor)
        cursor.execute("SELECT %s::timestamptz", [said])
        assert cursor.fetchall() == [(ours,)]
    assert ours.tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["infinity", "0044-03-15 12:00:00+00 BC", "10000-01-01 00:00:00+00"])
def test_an_instant_that_python_has_not_is_refused_as_django_refuses_it(said: str) -> None:
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [said])
        cursor.fetchall()


@pytest.mark.django_db
def test_a_statement_of_every_day_is_refused_in_a_transaction_that_failed(post: Referent) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            policies._booked_for_by(user_id=post.user_id, relay_id=post.structure_id)


@pytest.mark.django_db
def test_what_the_conditions_read_of_a_date_is_all_there(post: Referent) -> None:
    """Each column left out is one that nothing asks for when a booking is made."""
    showing = a_date(post)
    (read,) = page._read(user_id=post.user_id, pk=showing.pk)
    (relay,) = policies._booked_for_by(user_id=post.user_id, relay_id=post.structure_id)
    with counted() as asked:
        conditions.refuse_booking(read, relay, timezone.now())
        conditions.refuse_more_than_a_share(read.offer, relay, 2)
        conditions.share_of(relay, read, timezone.now())
        assert not conditions.needs_pickup_name(read)
    assert [query["sql"] for query in asked] == []


@pytest.mark.django_db
def test_no_two_forms_share_what_one_of_them_may_change(post: Referent) -> None:
    showing = a_date(post)
    one, other = (BookingForm(showing=showing, relays=[post.structure]) for _ in range(2))
    for name, field in one.fields.items():
        for same in (other.fields[name], BookingForm.base_fields[name]):
            assert field is not same
            assert field.widget is not same.widget
            assert field.widget.attrs is not same.widget.attrs
            assert field.error_messages is not same.error_messages
            assert field.validators is not same.validators
    assert list(one.fields["relay"].choices)[1:] == [(str(post.structure_id), post.structure.name)]
    assert BookingForm.base_fields["relay"].relays == {}
