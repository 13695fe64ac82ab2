"""A program waits for its relays, or asks the venue."""

import pytest

from pontdesarts.api.models import Token
from pontdesarts.bookings.models import Ask
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Allotment, BookingMode, Offer, Showing
from tests.api.factories import TokenFactory, entered
from tests.api.test_bookings import asked, post

pytestmark = pytest.mark.django_db

ASKS = "/api/v1/asks"


def test_a_relay_waits_when_nothing_is_left_and_leaves(token: Token, showing: Showing, relay: Structure) -> None:
    Allotment.objects.update(taken=10)
    client = entered(token)
    wanted = asked(showing, relay) | {"kind": "waiting", "least": 2}
    first, again = (post(client, ASKS, wanted) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 200, "true")
    assert first.json() == again.json()
    said = client.get(f"{ASKS}/{first.json()['id']}").json()
    assert (said["places"], said["least"], said["ended_at"], said["proposal"]) == (4, 2, None, None)
    for _ in range(2):
        ended = client.put(f"{ASKS}/{said['id']}/end")
        assert (ended.status_code, ended.json()["end"]) == (200, "left")
    assert [ask["id"] for ask in client.get(f"{ASKS}?state=ended").json()["items"]] == [said["id"]]


def test_one_does_not_wait_for_what_can_be_booked(token: Token, showing: Showing, relay: Structure) -> None:
    answer = post(entered(token), ASKS, asked(showing, relay) | {"kind": "waiting"})
    assert (answer.status_code, answer.json()["type"]) == (409, "ask-refused")


def test_places_given_on_request_are_asked_for(token: Token, showing: Showing, relay: Structure) -> None:
    Offer.objects.update(booking_mode=BookingMode.ON_REQUEST)
    answer = post(entered(token), ASKS, asked(showing, relay) | {"kind": "request"})
    assert answer.status_code == 201
    assert Ask.objects.get().kind == Ask.Kind.REQUEST


def test_something_else_under_the_same_key_is_refused(token: Token, showing: Showing, relay: Structure) -> None:
    Allotment.objects.update(taken=10)
    client = entered(token)
    post(client, ASKS, asked(showing, relay) | {"kind": "waiting"})
    answer = post(client, ASKS, asked(showing, relay, adults=1) | {"kind": "waiting"})
    assert answer.status_code == 409


def test_another_association_s_ask_does_not_exist(token: Token, showing: Showing, relay: Structure) -> None:
    Allotment.objects.update(taken=10)
    made = post(entered(token), ASKS, asked(showing, relay) | {"kind": "waiting"}).json()
    stranger = entered(TokenFactory())
    assert stranger.get(f"{ASKS}/{made['id']}").status_code == 404
    assert stranger.put(f"{ASKS}/{made['id']}/end").status_code == 404
