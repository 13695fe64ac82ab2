"""A text leaves once, by a real provider on this machine; never at night, never too many; its number does not stay."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from pontdesarts.messaging import numbers, operations, running, signals, sms
from pontdesarts.messaging.models import OptOut, Text
from pontdesarts.messaging.operations.texts import MOST_A_DAY, status_address
from pontdesarts.messaging.sms import twilio
from tests.harness.jobs import Jobs

from .provider import ACCOUNT, SENDER, TOKEN, Carrier

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 21, 12, tzinfo=PARIS)
NIGHT = datetime(2026, 11, 21, 22, 30, tzinfo=PARIS)
HERS = "+33612345678"

pytestmark = pytest.mark.django_db


def write(body: str = "Demain, 20 h : Bérénice.", *, to: str = HERS, at: datetime = NOON, **more: Any) -> Text | None:
    return operations.send_text(
        kind="test.before", to=to, body=body, at=at, **{"forget_at": at + timedelta(days=2), **more}
    )


def written(*said: Any, **more: Any) -> Text:
    text = write(*said, **more)
    assert text is not None
    return text


def awake() -> ZoneInfo:
    """A place of the world where it is between 11 h and 13 h: what jobs do depends on their clock."""
    return ZoneInfo(f"Etc/GMT{timezone.now().hour - 12:+d}")


class FakeContext:
    """What procrastinate hands to a middleware, as far as ours looks at it."""

    def __init__(self, number: int) -> None:
        self.job = type("Job", (), {"id": number})()


def test_a_text_reaches_a_real_provider_in_its_format(carrier: Carrier) -> None:
    text = written("Demain à 20 h 30 : « Bérénice », l’été.", until=NOON + timedelta(hours=1))
    assert carrier.heard == []
    assert operations.deliver_text_now(text.pk, at=NOON) is None
    (heard,) = carrier.heard
    assert heard.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert heard.user == f"{ACCOUNT}:{TOKEN}"
    assert heard.fields == {
        "To": HERS,
        "From": SENDER,
        "Body": 'Demain à 20 h 30 : "Bérénice", l\'été.\nSTOP pour ne plus rien recevoir.',
        "StatusCallback": status_address(text.pk),
        "ValidityPeriod": "3600",
    }
    text.refresh_from_db()
    assert (text.provider, text.provider_id, text.sent_at) == ("twilio", carrier.sid, NOON)
    assert text.segments == 2  # as the provider counts, not as we do


def test_a_messaging_service_is_named_as_one(carrier: Carrier, settings: Settings) -> None:
    settings.SMS_FROM = "MG0001"
    operations.deliver_text_now(written().pk, at=NOON)
    assert carrier.heard[0].fields["MessagingServiceSid"] == "MG0001"
    assert "From" not in carrier.heard[0].fields


def test_a_text_leaves_once_however_often_the_job_runs(carrier: Carrier) -> None:
    text = written()
    for _ in range(3):
        operations.deliver_text_now(text.pk, at=NOON)
    assert len(carrier.heard) == 1


def test_a_text_goes_only_if_its_cause_is_kept(jobs: Jobs) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert jobs.waiting() == []
    assert not Text.objects.exists()


def test_a_job_that_begins_again_writes_its_text_once() -> None:
    def in_job(number: int) -> Text | None:
        found: Text | None = running.remember_the_job(write, FakeContext(number), None)  # type: ignore[arg-type]
        return found

    assert in_job(12) == in_job(12)
    assert in_job(13) != in_job(12)
    assert Text.objects.count() == 2


def test_at_night_a_text_waits_for_nine_o_clock(jobs: Jobs, carrier: Carrier) -> None:
    text = written(at=NIGHT)
    nine = datetime(2026, 11, 22, 9, tzinfo=PARIS)
    assert [job.scheduled_at for job in jobs.waiting()] == [nine]
    assert operations.deliver_text_now(text.pk, at=NIGHT) == nine
    assert carrier.heard == []
    operations.deliver_text_now(text.pk, at=nine)
    assert len(carrier.heard) == 1


def test_the_night_is_that_of_the_place_where_it_rings() -> None:
    island = ZoneInfo("Indian/Reunion")  # three hours ahead
    assert written(at=NOON.replace(hour=19), zone=island).leaves_at == datetime(2026, 11, 22, 9, tzinfo=island)


def test_what_would_wake_up_too_late_is_not_written(carrier: Carrier) -> None:
    assert write(at=NIGHT, until=NIGHT + timedelta(hours=2)) is None


def test_what_is_late_is_given_up_and_said(carrier: Carrier) -> None:
    given_up: list[Text] = []

    def hear(text: Text, **_: Any) -> None:
        given_up.append(text)

    text = written(until=NOON + timedelta(hours=1))
    signals.text_given_up.connect(hear)
    try:
        operations.deliver_text_now(text.pk, at=NOON + timedelta(hours=2))
    finally:
        signals.text_given_up.disconnect(hear)
    text.refresh_from_db()
    assert (text.error, text.failed_at, carrier.heard) == ("trop tard", NOON + timedelta(hours=2), [])
    assert given_up == [text]


def test_a_number_gets_so_many_a_day_and_no_more() -> None:
    for number in range(MOST_A_DAY):
        assert write(f"texte {number}")
    assert write("un de trop") is None
    assert write("à quelqu'un d'autre", to="+33756789012")
    assert write("le lendemain", at=NOON + timedelta(days=1))


def test_what_waits_for_the_morning_counts_for_the_day_when_it_rings() -> None:
    for number in range(MOST_A_DAY):
        assert write(f"texte {number}", at=NIGHT)
    assert write("encore, le matin", at=NIGHT + timedelta(hours=14)) is None


def test_what_failed_does_not_count() -> None:
    for number in range(MOST_A_DAY):
        operations.give_up_text(written(f"texte {number}").pk, error="x", at=NOON)
    assert write()


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_to_one_number_are_no_more_than_the_cap() -> None:
    ready = threading.Barrier(10)

    def one(number: int) -> None:
        ready.wait()
        try:
            write(f"texte {number}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Text.objects.count() == MOST_A_DAY


def test_whoever_said_stop_is_written_nothing_more_whatever_was_under_way(carrier: Carrier) -> None:
    text = written()
    operations.receive(provider_id="SM1", number=HERS, body="Stop", at=NOON)
    operations.deliver_text_now(text.pk, at=NOON)
    assert carrier.heard == []
    assert write() is None
    text.refresh_from_db()
    assert text.error == "STOP"
    assert HERS not in str(OptOut.objects.values().get())
    operations.receive(provider_id="SM2", number=HERS, body="START", at=NOON)
    assert write()


def test_what_the_provider_refuses_for_good_is_given_up_without_its_sentence(carrier: Carrier) -> None:
    carrier.status, carrier.code = 400, 21211
    text = written()
    operations.deliver_text_now(text.pk, at=NOON)
    text.refresh_from_db()
    assert (text.failed_at, text.error) == (NOON, "twilio 400, 21211")
    assert len(carrier.heard) == 1


def test_a_stop_that_the_provider_knows_is_ours_too(carrier: Carrier) -> None:
    carrier.status, carrier.code = 400, 21610
    operations.deliver_text_now(written().pk, at=NOON)
    assert write() is None


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_what_may_be_mended_is_tried_again(carrier: Carrier, status: int) -> None:
    carrier.status = status
    text = written()
    with pytest.raises(operations.NotSent, match=f"twilio {status}"):
        operations.deliver_text_now(text.pk, at=NOON)
    carrier.status = 201
    operations.deliver_text_now(text.pk, at=NOON)
    text.refresh_from_db()
    assert text.sent_at == NOON


def test_an_answer_that_makes_no_sense_is_not_a_text_that_left(carrier: Carrier) -> None:
    for says in ("<html>", "[]", '{"sid": null}', '{"sid": 12}', ""):
        carrier.says = says
        operations.deliver_text_now(written(f"texte {says}", to="+33756789012").pk, at=NOON)
    assert not Text.objects.exclude(sent_at=None).exists()


def test_a_provider_that_is_not_there_is_tried_again_then_given_up(
    carrier: Carrier, settings: Settings, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_URL = "http://127.0.0.1:9"
    text = written(at=timezone.now(), zone=awake())
    with pytest.raises(operations.NotSent, match="twilio ne répond pas"):
        jobs.run("messaging.deliver_text")
    assert Text.objects.waiting().get() == text
    operations.give_up_text(text.pk, error="twilio ne répond pas", at=NOON)
    assert not Text.objects.waiting().exists()


def test_the_last_try_of_the_job_gives_up(carrier: Carrier, jobs: Jobs) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from pontdesarts.messaging import tasks

    carrier.status = 503
    text = written(at=timezone.now(), zone=awake())
    jobs.run("no job of that name")
    job = ProcrastinateJob.objects.get(task_name="messaging.deliver_text").procrastinate_job
    context = type("Context", (), {"job": job.evolve(attempts=tasks.TEXT_ATTEMPTS - 1)})()
    tasks.deliver_text.func(context, text_id=text.pk)
    text.refresh_from_db()
    assert text.error == "twilio 503"


def test_a_slow_provider_does_not_hold_the_worker(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio, "TIMEOUT", twilio.urllib3.Timeout(connect=1, read=0.2))
    carrier.slow = 1
    with pytest.raises(operations.NotSent, match="ne répond pas"):
        operations.deliver_text_now(written().pk, at=NOON)


def test_a_text_whose_answer_was_lost_is_not_sent_twice_once_the_provider_has_called(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio, "TIMEOUT", twilio.urllib3.Timeout(connect=1, read=0.2))
    carrier.slow = 1
    text = written()
    with pytest.raises(operations.NotSent):
        operations.deliver_text_now(text.pk, at=NOON)
    operations.note_status(text, provider_id="SM77", status="sent", code="", at=NOON)
    operations.deliver_text_now(text.pk, at=NOON)
    assert len(carrier.heard) == 1
    text.refresh_from_db()
    assert (text.provider_id, text.sent_at) == ("SM77", NOON)


def test_without_a_provider_nothing_is_written(settings: Settings) -> None:
    settings.SMS_PROVIDER = ""
    assert not sms.offered()
    assert write() is None


def test_numbers_and_words_are_erased_at_their_term_and_figures_stay() -> None:
    text, other = written(), written(forget_at=NOON + timedelta(days=3))
    operations.receive(provider_id="SM1", number=HERS, body="Merci !", at=NOON)
    assert operations.forget_numbers(at=NOON + timedelta(days=2)) == 2
    text.refresh_from_db()
    assert (text.sealed, text.digest, text.body, text.number, text.segments) == (None, "", "", "", 1)
    other.refresh_from_db()
    assert other.number == HERS
    assert operations.forget_numbers(at=NOON + timedelta(days=2)) == 0


def test_a_text_whose_number_was_erased_never_leaves(carrier: Carrier) -> None:
    text = written()
    operations.forget_numbers(at=NOON + timedelta(days=3))
    operations.deliver_text_now(text.pk, at=NOON + timedelta(days=3))
    text.refresh_from_db()
    assert (text.error, carrier.heard) == ("numéro effacé", [])


def test_three_years_on_figures_and_stops_go_too() -> None:
    operations.give_up_text(written().pk, error="x", at=NOON)
    operations.receive(provider_id="SM1", number=HERS, body="STOP", at=NOON)
    operations.forget_numbers(at=NOON + timedelta(days=3 * 365 - 1))
    assert (Text.objects.count(), OptOut.objects.count()) == (1, 1)
    operations.forget_numbers(at=NOON + timedelta(days=3 * 365 + 1))
    assert (Text.objects.count(), OptOut.objects.count()) == (0, 0)


@pytest.mark.parametrize("status", [201, 400, 503])
def test_no_number_is_written_in_any_log(carrier: Carrier, caplog: pytest.LogCaptureFixture, status: int) -> None:
    carrier.status, carrier.code = status, 21211
    caplog.set_level(logging.DEBUG)
    text = written("Un secret de Polichinelle")
    try:
        operations.deliver_text_now(text.pk, at=NOON)
    except operations.NotSent:
        logging.getLogger("procrastinate").exception("the job failed")
    operations.receive(provider_id="SM1", number=HERS, body="Polichinelle", at=NOON)
    assert "urllib3" in caplog.text  # they do write
    assert "612345678" not in caplog.text
    assert "Polichinelle" not in caplog.text
    text.refresh_from_db()
    assert "612345678" not in text.error
    assert "612345678" not in repr(text) + repr(sms.current())
    assert TOKEN not in caplog.text + repr(sms.current())


def test_what_is_in_the_base_does_not_tell_the_number() -> None:
    text = written()
    kept = str(Text.objects.filter(pk=text.pk).values("sealed", "digest", "error", "once").get())
    assert "612345678" not in kept + bytes(text.sealed or b"").decode(errors="replace")
    assert numbers.unseal(text.sealed) == HERS


def test_dates_are_told_in_utc_as_anywhere() -> None:
    assert written(at=NIGHT.astimezone(UTC)).leaves_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
