"""What happens to bookings is told to programs: signed, once at least, to public addresses only."""

import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import urllib3
from django.utils import timezone
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook as Signer
from standardwebhooks import WebhookVerificationError

from pontdesarts.api import addresses, operations, posting, rules, sealing
from pontdesarts.api.models import Delivery, Token, Webhook
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Showing
from tests.api.factories import TokenFactory, entered
from tests.api.receiver import Receiver, listening
from tests.harness.jobs import Jobs

pytestmark = pytest.mark.django_db

WEBHOOKS = "/api/v1/webhooks"
EVERYTHING = [event.value for event in rules.Event]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as heard:
        yield heard


def send(token: Token, path: str, body: object = None, method: str = "post") -> Any:
    return getattr(entered(token), method)(path, json.dumps(body), content_type="application/json")


def set_webhook(token: Token, receiver: Receiver, events: list[str] = EVERYTHING) -> dict[str, Any]:
    answer = send(token, WEBHOOKS, {"url": receiver.url, "events": events})
    assert answer.status_code == 201, answer.content
    said: dict[str, Any] = answer.json()
    return said


def book(showing: Showing, relay: Structure) -> Booking:
    return bookings.book(showing, relay=relay, party=Party(adults=2), by=JOB, at=timezone.now())


def test_a_booking_is_told_signed_and_says_nobody_s_name(
    of_partner: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    webhook = set_webhook(of_partner, receiver)
    booking = book(showing, relay)
    jobs.run(until=timezone.now())
    (heard,) = receiver.heard
    Signer(webhook["secret"]).verify(heard.body, heard.headers)
    assert heard.said["type"] == "booking.booked"
    assert heard.said["data"] == {
        "code": booking.code,
        "offer": showing.offer_id,
        "showing": showing.pk,
        "places": 2,
        "wheelchair": 0,
    }
    assert relay.name not in heard.body
    delivery = Delivery.objects.get()
    assert (delivery.last_status, delivery.attempts) == (204, 1)
    assert delivery.arrived_at


def test_another_secret_does_not_verify(
    of_partner: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    set_webhook(of_partner, receiver)
    book(showing, relay)
    jobs.run(until=timezone.now())
    with pytest.raises(WebhookVerificationError):
        Signer("whsec_" + "A" * 43 + "=").verify(receiver.heard[0].body, receiver.heard[0].headers)


def test_what_changes_and_what_ends_is_told_too(
    token: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    set_webhook(token, receiver)
    booking = book(showing, relay)
    jobs.run(until=timezone.now())
    bookings.change(booking, party=Party(adults=1), by=JOB, at=timezone.now())
    jobs.run(until=timezone.now())
    bookings.cancel(booking, by=JOB, at=timezone.now())
    jobs.run(until=timezone.now())
    told = [(heard.said["type"], heard.said["data"]["places"]) for heard in receiver.heard]
    assert told == [("booking.booked", 2), ("booking.changed", 1), ("booking.cancelled", 0)]


def test_a_date_that_is_called_off_ends_its_bookings(
    token: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    set_webhook(token, receiver, ["booking.cancelled"])
    book(showing, relay)
    programme.cancel_showing(showing, reason="grève", by=JOB, at=timezone.now())
    jobs.run(until=timezone.now())
    assert [heard.said["type"] for heard in receiver.heard] == ["booking.cancelled"]


def test_only_those_concerned_are_told(showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs) -> None:
    for stranger in (TokenFactory(), TokenFactory(partner=None)):
        set_webhook(stranger, receiver)
    withdrawn = TokenFactory(association=showing.offer.association)
    set_webhook(withdrawn, receiver)
    operations.withdraw(withdrawn, by=JOB, at=timezone.now())
    book(showing, relay)
    jobs.run(until=timezone.now())
    assert receiver.heard == []


def test_the_same_event_told_twice_is_one_delivery(
    token: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    set_webhook(token, receiver)
    booking = book(showing, relay)
    for _ in range(2):
        operations.tell(booking, event=rules.Event.BOOKED, by=JOB, at=booking.booked_at)
    assert Delivery.objects.count() == 1


def test_what_does_not_arrive_is_tried_later_and_later_then_given_up(
    token: Token, showing: Showing, relay: Structure, receiver: Receiver, jobs: Jobs
) -> None:
    receiver.status = 503
    set_webhook(token, receiver)
    book(showing, relay)
    jobs.run(until=timezone.now())
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.last_status) == (1, 503)
    waits = []
    while delivery.next_try_at:
        at = delivery.next_try_at
        delivery = operations.attempt(Delivery.objects.select_related("webhook").get(), by=JOB, at=at)
        waits += [delivery.next_try_at - at] if delivery.next_try_at else []
    assert waits == sorted(waits)
    assert timedelta(hours=23) < sum(rules.DELAYS, timedelta()) < timedelta(hours=26)
    assert delivery.given_up_at
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1


def test_a_webhook_that_fails_for_days_is_stopped_and_its_owner_told(
    token: Token, receiver: Receiver, jobs: Jobs, mailoutbox: list[Any]
) -> None:
    said = set_webhook(token, receiver)
    receiver.status = 500
    webhook = Webhook.objects.get()
    now = timezone.now()
    for day in range(5):
        delivery = Delivery.objects.create(webhook=webhook, event_id=uuid4(), event="ping", payload={}, created_at=now)
        operations.attempt(delivery, by=JOB, at=now + timedelta(days=day))
    webhook.refresh_from_db()
    assert webhook.disabled_at == now + timedelta(days=3)
    jobs.run("messaging.deliver")
    assert [mail.to for mail in mailoutbox] == [[token.association.email]]
    assert receiver.url in mailoutbox[0].body
    assert "a arrêté l'avertissement" in Entry.objects.about(token.association)[0].sentence
    assert send(token, f"{WEBHOOKS}/{said['id']}/ping").json()["type"] == "webhook-refused"
    again = send(token, f"{WEBHOOKS}/{said['id']}", {"url": receiver.url, "events": EVERYTHING}, "put")
    assert again.json()["disabled_at"] is None


def test_an_answer_clears_what_failed_before(token: Token, receiver: Receiver) -> None:
    set_webhook(token, receiver)
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=2))
    delivery = operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now())
    operations.attempt(delivery, by=JOB, at=timezone.now())
    assert Webhook.objects.get().failing_since is None


def test_a_redirection_is_not_followed(token: Token, receiver: Receiver) -> None:
    with listening() as elsewhere:
        receiver.status, receiver.location = 307, elsewhere.url
        set_webhook(token, receiver)
        operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
        assert elsewhere.heard == []
    assert Delivery.objects.get().last_status == 307
    assert Delivery.objects.get().arrived_at is None


def test_a_slow_answer_is_not_waited_for(token: Token, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", urllib3.Timeout(connect=0.2, read=0.2))
    receiver.slow = 1
    set_webhook(token, receiver)
    operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
    assert Delivery.objects.get().failure == Delivery.Failure.TIMEOUT


def test_an_answer_that_never_ends_keeps_a_worker_no_longer_than_said(
    token: Token, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sign at a time, each well within the time to read: two such servers would keep both workers."""
    monkeypatch.setattr(posting, "LONGEST", 0.5)
    receiver.drips = 40
    set_webhook(token, receiver)
    began = time.monotonic()
    operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
    assert time.monotonic() - began < 2
    assert Delivery.objects.get().failure == Delivery.Failure.TIMEOUT


def test_nobody_there_is_a_failure(token: Token, receiver: Receiver) -> None:
    said = set_webhook(token, receiver)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    Webhook.objects.filter(pk=said["id"]).update(url=f"http://127.0.0.1:{port}/")
    operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
    assert Delivery.objects.get().failure == Delivery.Failure.UNREACHABLE


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::", "fec0::1", "::a00:1", "::ffff:0:a00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_everybody_s_are_refused(settings: Settings, address: str) -> None:
    settings.API_LOCAL_WEBHOOKS = False
    assert not addresses.is_allowed(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_called(settings: Settings, address: str) -> None:
    settings.API_LOCAL_WEBHOOKS = False
    assert addresses.is_allowed(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://10.1.2.3/x", "https://localhost/", "https://a.localhost/",
        "https://169.254.169.254/latest", "https://0.0.0.0/", "https://192.168.0.1:8443/",
    ],
)  # fmt: skip
def test_such_an_address_is_refused_when_it_is_set(token: Token, settings: Settings, url: str) -> None:
    settings.API_LOCAL_WEBHOOKS = False
    answer = send(token, WEBHOOKS, {"url": url, "events": EVERYTHING})
    assert (answer.status_code, answer.json()["type"]) == (409, "webhook-refused")


def test_a_name_that_comes_to_lead_inside_is_not_called(
    token: Token, settings: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name was public when it was set; now it leads here. The address is looked at when we call."""
    settings.API_LOCAL_WEBHOOKS = False
    port = int(receiver.url.split(":")[2].split("/")[0])
    assert (
        send(token, WEBHOOKS, {"url": f"https://tourne.example.org:{port}/", "events": EVERYTHING}).status_code == 201
    )

    def leads_inside(host: str, port: int, **kwargs: object) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.216.34", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", leads_inside)
    operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
    assert Delivery.objects.get().failure == Delivery.Failure.ADDRESS
    assert receiver.heard == []


def test_the_name_is_resolved_once_and_the_connection_goes_there(
    token: Token, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere at the second question (rebinding) is not asked twice."""
    asked: list[str] = []
    port = int(receiver.url.split(":")[2].split("/")[0])
    look_up = socket.getaddrinfo

    def turning(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return look_up("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    assert posting.post(f"http://tourne.example.org:{port}/x", b"{}", {"content-type": "application/json"}) == 204
    assert asked[0] == "tourne.example.org"
    assert set(asked[1:]) <= {"127.0.0.1"}
    assert receiver.heard[0].headers["host"] == f"tourne.example.org:{port}"


def test_a_secret_that_cannot_be_read_any_more_stops_the_call_and_says_so(token: Token, receiver: Receiver) -> None:
    set_webhook(token, receiver)
    Webhook.objects.update(secret_sealed=b"of another key")
    operations.attempt(operations.ping(Webhook.objects.get(), by=JOB, at=timezone.now()), by=JOB, at=timezone.now())
    assert Delivery.objects.get().failure == Delivery.Failure.SECRET
    assert receiver.heard == []


def test_secrets_are_not_readable_in_the_database(token: Token, receiver: Receiver) -> None:
    secret = set_webhook(token, receiver)["secret"]
    sealed = bytes(Webhook.objects.get().secret_sealed)
    assert secret.encode() not in sealed
    assert sealing.unseal(sealed) == secret


def test_the_same_address_twice_is_one_webhook_with_its_secret(token: Token, receiver: Receiver) -> None:
    first = set_webhook(token, receiver)
    again = send(token, WEBHOOKS, {"url": receiver.url, "events": ["booking.booked"]})
    assert again.status_code == 200
    assert again.json()["secret"] == first["secret"]
    assert Webhook.objects.get().events == ["booking.booked"]


def test_webhooks_are_the_token_s_own(token: Token, receiver: Receiver) -> None:
    said = set_webhook(token, receiver)
    colleague = TokenFactory(association=token.association)
    assert entered(colleague).get(WEBHOOKS).json()["items"] == []
    assert entered(colleague).get(f"{WEBHOOKS}/{said['id']}").status_code == 404
    assert "secret" not in entered(token).get(f"{WEBHOOKS}/{said['id']}").json()
    assert entered(token).delete(f"{WEBHOOKS}/{said['id']}").status_code == 204
    assert entered(token).delete(f"{WEBHOOKS}/{said['id']}").status_code == 404


def test_ten_webhooks_are_enough(token: Token) -> None:
    for number in range(rules.MOST_WEBHOOKS):
        url = f"https://example.org/{number}"
        assert send(token, WEBHOOKS, {"url": url, "events": EVERYTHING}).status_code == 201
    answer = send(token, WEBHOOKS, {"url": "https://example.org/onze", "events": EVERYTHING})
    assert answer.status_code == 409


def test_a_ping_and_a_replay_are_asked_for_by_hand(token: Token, receiver: Receiver, jobs: Jobs) -> None:
    said = set_webhook(token, receiver)
    assert send(token, f"{WEBHOOKS}/{said['id']}/ping").status_code == 202
    jobs.run(until=timezone.now())
    (told,) = entered(token).get(f"{WEBHOOKS}/{said['id']}/deliveries").json()["items"]
    assert (told["event"], told["last_status"]) == ("ping", 204)
    assert send(token, f"{WEBHOOKS}/{said['id']}/deliveries/{told['id']}/replay").status_code == 202
    jobs.run(until=timezone.now())
    assert len(receiver.heard) == 2
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1


def test_deliveries_are_forgotten_after_thirty_days(token: Token, receiver: Receiver) -> None:
    set_webhook(token, receiver)
    webhook, now = Webhook.objects.get(), timezone.now()
    _, kept = (operations.ping(webhook, by=JOB, at=now - timedelta(days=days)) for days in (31, 29))
    assert operations.forget_deliveries(at=now) == 1
    assert list(Delivery.objects.all()) == [kept]
