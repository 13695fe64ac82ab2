"""Booking through the API: the rules of the page, one transaction, and an answer that may be lost."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pontdesarts.api.models import Token
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import RelayProfile, Stage, Structure
from pontdesarts.programme.models import Allotment, BookingMode, Offer, Showing
from tests.api.factories import TokenFactory, entered
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.harness.jobs import Jobs
from tests.network.factories import RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

BOOKINGS = "/api/v1/bookings"
FAMILY = {"adults": 2, "from_6_to_11": 2, "outing": "family"}


def post(client: Client, path: str, body: object, key: str = "k1", method: str = "post") -> Any:
    send: Callable[..., Any] = getattr(client, method)
    return send(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def asked(showing: Showing, relay: Structure, **party: object) -> dict[str, object]:
    return {"showing": showing.pk, "relay": relay.pk, "party": FAMILY | party}


def taken(showing: Showing) -> int:
    return Allotment.objects.get(pk=showing.pk).taken


def test_a_program_books_for_a_relay(token: Token, showing: Showing, relay: Structure, jobs: Jobs) -> None:
    answer = post(entered(token), BOOKINGS, asked(showing, relay))
    assert answer.status_code == 201
    said = answer.json()
    booking = Booking.objects.get()
    assert (said["code"], said["places"], said["status"], said["relay"]) == (booking.code, 4, "held", relay.pk)
    assert taken(showing) == 4
    assert [job.name for job in jobs.waiting()] == ["bookings.send_vouchers"]
    assert Entry.objects.about(booking)[0].by_label == f"{token.name}, par l'API, pour {relay.name}"
    assert booking.booked_by is None


def test_it_takes_one_transaction_and_ten_statements_at_most(token: Token, showing: Showing, relay: Structure) -> None:
    client = entered(token)
    post(client, BOOKINGS, asked(showing, relay))  # fills what is kept between requests
    with CaptureQueriesContext(connection) as asked_of:
        assert post(client, BOOKINGS, asked(showing, relay), "k2").status_code == 201
    statements = [query["sql"] for query in asked_of.captured_queries]
    written = [sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(written) <= 8, "\n".join(written)  # with BEGIN and COMMIT, ten
    # all of it stands between the two: the token is read inside as well
    assert [statements[0].split()[0], statements[-1].split()[0]] == ["SAVEPOINT", "RELEASE"]
    assert sum(sql.startswith("SAVEPOINT") for sql in statements) == 1


def test_the_same_key_is_the_same_booking(token: Token, showing: Showing, relay: Structure) -> None:
    client = entered(token)
    first, again = (post(client, BOOKINGS, asked(showing, relay)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert first.json() == again.json()
    assert taken(showing) == 4


def test_a_lost_answer_is_asked_for_again_when_nothing_is_left(
    token: Token, showing: Showing, relay: Structure
) -> None:
    Allotment.objects.update(places=4)
    client = entered(token)
    first = post(client, BOOKINGS, asked(showing, relay)).json()
    Allotment.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert post(client, BOOKINGS, asked(showing, relay)).json() == first


def test_the_same_key_with_another_body_is_refused(token: Token, showing: Showing, relay: Structure) -> None:
    client = entered(token)
    post(client, BOOKINGS, asked(showing, relay))
    answer = post(client, BOOKINGS, asked(showing, relay, adults=1))
    assert answer.status_code == 409
    assert answer.json()["type"] == "idempotency-key-used"
    assert Booking.objects.count() == 1


def test_two_tokens_may_choose_the_same_key(token: Token, showing: Showing, relay: Structure) -> None:
    other = TokenFactory(association=token.association)
    codes = {post(entered(each), BOOKINGS, asked(showing, relay)).json()["code"] for each in (token, other)}
    assert len(codes) == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "é", "a b"])
def test_a_key_is_asked_for(token: Token, showing: Showing, relay: Structure, key: str) -> None:
    answer = post(entered(token), BOOKINGS, asked(showing, relay), key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["errors"][0]["field"]


def test_a_refusal_is_a_problem_in_the_words_of_the_page(token: Token, showing: Showing, relay: Structure) -> None:
    Allotment.objects.update(taken=8)
    answer = post(entered(token), BOOKINGS, asked(showing, relay))
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "full",
        "title": "Conflict",
        "status": 409,
        "detail": "Il reste 2 places, il en faut 4.",
        "next_step": "Réduisez le nombre, ou choisissez une autre date.",
        "errors": [],
    }
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda s, r: Showing.objects.filter(pk=s.pk).update(cancelled_at=timezone.now()), "booking-closed"),
        (lambda s, r: Offer.objects.update(booking_mode=BookingMode.DRAW), "ask-first"),
        (lambda s, r: Offer.objects.update(most_per_relay=3), "relay-has-its-share"),
        (lambda s, r: Offer.objects.update(names_required=True), "pickup-name-missing"),
        (lambda s, r: RelayProfile.objects.update(suspended_at=timezone.now()), "relay-refused"),
        (lambda s, r: Structure.objects.filter(pk=r.pk).update(stage=Stage.LAPSED), "relay-refused"),
    ],
)
def test_every_rule_of_the_page_holds(
    token: Token, showing: Showing, relay: Structure, change: Callable[[Showing, Structure], object], kind: str
) -> None:
    change(showing, relay)
    answer = post(entered(token), BOOKINGS, asked(showing, relay))
    assert (answer.status_code, answer.json()["type"]) == (409, kind)


@pytest.mark.parametrize(
    "party",
    [{"adults": -1}, {"adults": 201}, {"adults": "2"}, {"adults": True}, {"adults": 1.5}, {"outing": "x"}, {"who": 1}],
)
def test_what_does_not_follow_the_description_is_422_and_says_where(
    token: Token, showing: Showing, relay: Structure, party: dict[str, object]
) -> None:
    answer = post(entered(token), BOOKINGS, asked(showing, relay, **party))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"body.party.{next(iter(party))}"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        (b"\xff", "application/json", 400),
        ("[]", "application/json", 422),
        ("{}", "text/plain", 415),
        ("{}", "application/x-www-form-urlencoded", 415),
        ('{"a": "' + "x" * 6_000_000 + '"}', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_a_problem(token: Token, body: str, kind: str, status: int) -> None:
    client = entered(token)
    answer = client.post(BOOKINGS, body, content_type=kind, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_relays_and_dates_of_another_association_do_not_exist(token: Token, showing: Showing, relay: Structure) -> None:
    theirs = RelayFactory()
    their_date = AllotmentFactory().showing
    client = entered(token)
    assert post(client, BOOKINGS, asked(showing, theirs)).status_code == 404
    assert post(client, BOOKINGS, asked(their_date, relay)).status_code == 404
    assert not Booking.objects.exists()


def test_a_date_open_to_neighbours_is_booked_within_their_share(token: Token, relay: Structure) -> None:
    now = timezone.now()
    theirs = AllotmentFactory(
        showing__offer__association=AssociationFactory(),
        showing__offer__neighbours_allowed_at=now,
        showing__starts_at=now + timedelta(days=12),
        neighbour_places=4,
    ).showing
    client = entered(token)
    assert post(client, BOOKINGS, asked(theirs, relay)).status_code == 201
    refused = post(client, BOOKINGS, asked(theirs, relay), "k2")
    assert refused.json()["type"] == "kept-for-others"


def test_a_booking_is_read_changed_and_cancelled(token: Token, showing: Showing, relay: Structure) -> None:
    client = entered(token)
    code = post(client, BOOKINGS, asked(showing, relay)).json()["code"]
    at = f"{BOOKINGS}/{code}"
    assert client.get(at).json()["places"] == 4
    for _ in range(2):
        changed = post(client, f"{at}/party", {"party": FAMILY | {"adults": 1}}, method="put")
        assert (changed.status_code, changed.json()["places"]) == (200, 3)
    assert Entry.objects.about(Booking.objects.get()).count() == 2
    for _ in range(2):
        ended = post(client, f"{at}/cancellation", {"reason": "malade"}, method="put")
        assert (ended.status_code, ended.json()["status"]) == (200, "cancelled")
    assert taken(showing) == 0
    assert post(client, f"{at}/party", {"party": FAMILY}, method="put").json()["type"] == "already-cancelled"


def test_bookings_are_listed_for_the_association_alone(
    token: Token, showing: Showing, queries_stay_flat: Callable[..., int]
) -> None:
    now = timezone.now()
    relay = RelayFactory(association=token.association)
    BookingFactory(showing=showing, relay=relay, booked_at=now)
    BookingFactory(booked_at=now)
    client = entered(token)
    assert len(client.get(BOOKINGS).json()["items"]) == 1

    def grow() -> None:
        Allotment.objects.filter(pk=showing.pk).update(places=100)
        BookingFactory.create_batch(4, showing=showing, relay=relay, booked_at=now)

    assert queries_stay_flat(lambda: client.get(BOOKINGS), grow) == 2


def test_a_partner_s_program_knows_nothing_of_relays(of_partner: Token, showing: Showing, relay: Structure) -> None:
    booking = BookingFactory(showing=showing, relay=relay)
    client = entered(of_partner)
    for path in (BOOKINGS, f"{BOOKINGS}/{booking.code}", "/api/v1/relays", "/api/v1/asks"):
        assert client.get(path).status_code == 403
    assert post(client, BOOKINGS, asked(showing, relay)).status_code == 403


def test_a_code_is_read_as_it_is_written_and_another_s_is_nowhere(token: Token, showing: Showing) -> None:
    theirs = BookingFactory(booked_at=timezone.now())
    client = entered(token)
    assert client.get(f"{BOOKINGS}/{theirs.code}").status_code == 404
    assert client.get(f"{BOOKINGS}/nimporte").status_code == 422
