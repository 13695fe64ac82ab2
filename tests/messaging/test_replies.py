"""What the provider calls: somebody answered, a text arrived. Signed, heard once; the simulator, by the same door."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as used
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from pontdesarts.messaging import operations, signals
from pontdesarts.messaging.models import Heard, OptOut, Reply, Text
from pontdesarts.messaging.sms.signing import signature
from tests.accounts.factories import UserFactory
from tests.harness.jobs import Jobs

HERS, ANOTHER = "+33612345678", "+33756789012"

pytestmark = pytest.mark.django_db


def ask(to: str = HERS, *, awaits: bool = True, sent: bool = True) -> Text:
    at = timezone.now()
    text = operations.send_text(
        kind="test.question", to=to, body="Venus ? 1 oui, 2 non", at=at, forget_at=at + timedelta(days=8), awaits=awaits
    )
    assert text is not None
    if sent:
        Text.objects.filter(pk=text.pk).update(sent_at=at, provider_id=f"SM-sent-{text.pk}", provider="simulator")
        text.refresh_from_db()
    return text


def call(client: Client, path: str, said: dict[str, str], *, given: str | None = None, url: str | None = None) -> Any:
    """As the provider does; ``url`` is what it signed, ``given`` another signature."""
    signed = signature(url or used.BASE_URL + path, {name: [value] for name, value in said.items()}, used.SMS_TOKEN)
    return client.post(path, said, headers={"X-Twilio-Signature": signed if given is None else given})


def answer(client: Client, body: str, *, number: str = HERS, sid: str = "SM1", **more: Any) -> Any:
    said = {"MessageSid": sid, "From": number, "To": "+33644640000", "Body": body, "NumSegments": "1"}
    return call(client, reverse("messaging:incoming"), said, **more)


@pytest.fixture
def heard() -> Any:
    """The answers that upper floors heard."""
    told: list[Reply] = []

    def hear(reply: Reply, **_: Any) -> None:
        told.append(reply)

    signals.reply_received.connect(hear)
    yield told
    signals.reply_received.disconnect(hear)


def test_an_answer_is_kept_and_told_with_the_text_that_it_answers(
    client: Client, jobs: Jobs, heard: list[Reply]
) -> None:
    asked = ask()
    ask(ANOTHER)
    response = answer(client, " 1 ")
    assert response.status_code == 200
    assert response.content == b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
    assert response["content-type"].startswith("text/xml")
    jobs.run("messaging.tell_of_reply")
    (reply,) = heard
    assert (reply.answers, reply.number, reply.body) == (asked, HERS, " 1 ")


def test_the_same_message_told_twice_is_one_answer(client: Client, jobs: Jobs, heard: list[Reply]) -> None:
    ask()
    assert [answer(client, "1").status_code for _ in range(3)] == [200, 200, 200]
    jobs.run("messaging.tell_of_reply")
    assert (Reply.objects.count(), len(heard)) == (1, 1)


@pytest.mark.parametrize(
    "more",
    [
        {"given": ""},
        {"given": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
        {"given": "é"},
        {"url": "https://elsewhere.example.org/sms/recus/"},
    ],
)
def test_what_is_not_signed_is_refused_and_nothing_is_kept(client: Client, more: dict[str, str]) -> None:
    assert answer(client, "1", **more).status_code == 403
    assert not Reply.objects.exists()


def test_a_word_changed_on_the_way_is_refused(client: Client) -> None:
    said = {"MessageSid": "SM1", "From": HERS, "Body": "1"}
    path = reverse("messaging:incoming")
    signed = signature(used.BASE_URL + path, {name: [value] for name, value in said.items()}, used.SMS_TOKEN)
    response = client.post(path, said | {"Body": "2"}, headers={"X-Twilio-Signature": signed})
    assert response.status_code == 403


def test_without_a_provider_the_door_is_closed(client: Client, settings: Settings) -> None:
    settings.SMS_PROVIDER, settings.SMS_TOKEN = "", ""
    assert answer(client, "1").status_code == 403


def test_the_door_is_not_read_by_whoever_walks_by(client: Client) -> None:
    assert client.get(reverse("messaging:incoming")).status_code == 405


@pytest.mark.parametrize("said", [{"number": ""}, {"sid": ""}, {"sid": "x" * 65}, {"number": "+33" + "6" * 40}])
def test_what_lacks_its_facts_is_refused(client: Client, said: dict[str, str]) -> None:
    assert answer(client, "1", **said).status_code == 400
    assert not Reply.objects.exists()


def test_a_body_that_the_base_cannot_hold_is_kept_without_what_it_cannot(client: Client) -> None:
    assert answer(client, "ou\x00i" + "a" * 5000).status_code == 200
    assert Reply.objects.get().body == ("oui" + "a" * 5000)[:1600]


def test_a_second_answer_answers_the_same_text(client: Client) -> None:
    asked = ask()
    answer(client, "1", sid="SM1")
    answer(client, "2", sid="SM2")
    assert [reply.answers for reply in Reply.objects.all()] == [asked, asked]


@pytest.mark.parametrize("text", [{"awaits": False}, {"sent": False}])
def test_what_awaits_nothing_or_has_not_left_is_not_answered(client: Client, text: dict[str, bool]) -> None:
    ask(**text)
    answer(client, "1")
    assert Reply.objects.get().answers is None


def test_the_last_question_is_the_one_that_is_answered(client: Client) -> None:
    ask()
    last = ask()
    answer(client, "1")
    assert Reply.objects.get().answers == last


def test_stop_is_done_and_not_kept_as_an_answer(client: Client, jobs: Jobs, heard: list[Reply]) -> None:
    ask()
    assert answer(client, "STOP").status_code == 200
    jobs.run("messaging.tell_of_reply")
    assert (Reply.objects.count(), OptOut.objects.count(), heard) == (0, 1, [])
    assert answer(client, "stop", sid="SM2").status_code == 200
    assert OptOut.objects.count() == 1


def test_a_call_copied_and_sent_again_later_changes_nothing(client: Client, jobs: Jobs, heard: list[Reply]) -> None:
    answer(client, "STOP", sid="SM1")
    answer(client, "START", sid="SM2")
    answer(client, "STOP", sid="SM1")
    assert not OptOut.objects.exists(), "the STOP of before does not undo the START"
    answer(client, "STOP", sid="SM3")
    answer(client, "START", sid="SM2")
    assert OptOut.objects.exists(), "nor the START of before the STOP"
    ask(ANOTHER)
    answer(client, "1", number=ANOTHER, sid="SM4")
    operations.forget_numbers(at=timezone.now() + timedelta(days=2))
    assert not Reply.objects.exists()
    assert answer(client, "1", number=ANOTHER, sid="SM4").status_code == 200
    assert not Reply.objects.exists(), "the day after, when the answer is no longer kept"


def test_that_a_message_was_heard_is_forgotten_with_the_stops(client: Client) -> None:
    answer(client, "STOP", sid="SM1")
    assert "SM1" not in str(Heard.objects.values_list())
    for days, kept in ((3 * 365 - 1, 1), (3 * 365 + 1, 0)):
        operations.forget_numbers(at=timezone.now() + timedelta(days=days))
        assert (Heard.objects.count(), OptOut.objects.count()) == (kept, kept)


def test_answers_are_erased_the_day_after(client: Client) -> None:
    answer(client, "1")
    operations.forget_numbers(at=timezone.now() + timedelta(hours=23))
    assert Reply.objects.exists()
    operations.forget_numbers(at=timezone.now() + timedelta(hours=25))
    assert not Reply.objects.exists()


def tell(client: Client, text: Text, status: str, *, sid: str | None = None, code: str = "") -> Any:
    said = {"MessageSid": sid or text.provider_id or "", "MessageStatus": status, "ErrorCode": code}
    return call(client, reverse("messaging:status", args=[text.pk]), said)


def test_a_text_that_arrived_says_when(client: Client) -> None:
    text = ask()
    assert tell(client, text, "sent").status_code == 204
    assert tell(client, text, "delivered").status_code == 204
    text.refresh_from_db()
    assert text.delivered_at
    tell(client, text, "failed", code="30003")
    text.refresh_from_db()
    assert not text.failed_at


def test_a_text_that_did_not_arrive_says_why_and_it_is_told_once(client: Client) -> None:
    text, told = ask(), []

    def hear(text: Text, **_: Any) -> None:
        told.append(text)

    signals.text_given_up.connect(hear)
    try:
        tell(client, text, "undelivered", code="30003")
        tell(client, text, "failed", code="30003")
    finally:
        signals.text_given_up.disconnect(hear)
    text.refresh_from_db()
    assert text.error == "simulator undelivered, 30003"
    assert told == [text]


def test_the_state_of_a_text_is_not_anybody_s_to_tell(client: Client) -> None:
    text = ask()
    path = reverse("messaging:status", args=[text.pk])
    assert client.post(path, {"MessageSid": text.provider_id, "MessageStatus": "delivered"}).status_code == 403
    assert tell(client, text, "delivered", sid="SM-of-another").status_code == 204
    text.refresh_from_db()
    assert text.delivered_at is None


def operator(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))


def test_the_simulator_shows_each_telephone_and_answers_by_the_provider_s_own_door(
    client: Client, jobs: Jobs, heard: list[Reply]
) -> None:
    text = ask()
    operator(client)
    page = client.get(reverse("messaging:texts")).content.decode()
    assert "06 12 34 56 78" in page
    assert "Venus ? 1 oui, 2 non" in page
    response = client.post(reverse("messaging:texts"), {"text": text.pk, "said": "1"}, follow=True)
    assert "Réponse envoyée depuis le 06 12 34 56 78" in response.content.decode()
    jobs.run("messaging.tell_of_reply")
    assert [reply.answers for reply in heard] == [text]


@pytest.mark.parametrize("said", [{}, {"text": "x", "said": "1"}, {"text": "99999999", "said": "1"}, {"said": "1"}])
def test_what_is_not_an_answer_is_said_in_words(client: Client, said: dict[str, str]) -> None:
    ask()
    operator(client)
    response = client.post(reverse("messaging:texts"), said, follow=True)
    assert "Écrivez une réponse" in response.content.decode()
    assert not Reply.objects.exists()


def test_telephones_are_shown_to_nobody_else(client: Client, settings: Settings) -> None:
    ask()
    client.force_login(UserFactory())
    assert client.get(reverse("messaging:texts")).status_code == 404
    settings.DEMO = True
    assert client.get(reverse("messaging:texts")).status_code == 200


def test_with_a_real_provider_the_operator_reads_figures_and_no_number(client: Client, settings: Settings) -> None:
    text = ask()
    operations.note_status(text, provider_id=str(text.provider_id), status="failed", code="30003", at=timezone.now())
    settings.SMS_PROVIDER = "twilio"
    operator(client)
    page = client.get(reverse("messaging:texts")).content.decode()
    assert "test.question" in page
    assert "30003" in page
    assert "12 34 56" not in page
    assert "Venus" not in page
    client.force_login(UserFactory())
    assert client.get(reverse("messaging:texts")).status_code == 404
