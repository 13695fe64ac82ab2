"""What programs read: offers, dates, places, relays, and who is expected at the desk."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pontdesarts.api.models import Token
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.rules import Need, Party
from pontdesarts.journal.actors import JOB
from pontdesarts.network.models import Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, Offer, Showing
from tests.api.factories import TokenFactory, entered
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


def items(client: Client, path: str) -> list[Any]:
    answer = client.get(f"{V1}{path}")
    assert answer.status_code == 200, answer.content
    found: list[Any] = answer.json()["items"]
    return found


def test_an_association_s_program_sees_its_offers_and_what_neighbours_open(token: Token, showing: Showing) -> None:
    OfferFactory(association=token.association, published_at=None)
    OfferFactory()
    theirs = OfferFactory(neighbours_allowed_at=timezone.now())
    found = {offer["id"]: offer["neighbour"] for offer in items(entered(token), "/offers")}
    assert found == {showing.offer_id: False, theirs.pk: True}


def test_a_partner_s_program_sees_its_own_dates_alone(of_partner: Token, showing: Showing) -> None:
    colleague = OfferFactory(association=of_partner.association, neighbours_allowed_at=timezone.now())
    other = ShowingFactory(offer=colleague)
    client = entered(of_partner)
    assert [date["id"] for date in items(client, "/showings")] == [showing.pk]
    assert client.get(f"{V1}/showings/{other.pk}").status_code == 404
    assert client.get(f"{V1}/showings/{other.pk}/availability").status_code == 404
    assert client.get(f"{V1}/showings/{other.pk}/checkin").status_code == 404


def test_places_are_said_with_what_is_kept(token: Token, showing: Showing) -> None:
    now = timezone.now()
    Allotment.objects.update(
        taken=3, wheelchair_places=2, wheelchair_until=now + timedelta(days=1), priority_until=now + timedelta(days=1),
        priority_places=5, priority_taken=1,
    )  # fmt: skip
    said = entered(token).get(f"{V1}/showings/{showing.pk}/availability").json()
    assert (said["is_open"], said["places"], said["left"], said["wheelchair_left"]) == (True, 10, 7, 2)
    assert (said["kept_for_wheelchairs"], said["kept_for_priority"]) == (4, 4)


def test_a_date_that_gives_no_place_says_so(token: Token, showing: Showing) -> None:
    empty = ShowingFactory(offer=showing.offer)
    client = entered(token)
    assert client.get(f"{V1}/showings/{empty.pk}").json()["availability"] is None
    assert client.get(f"{V1}/showings/{empty.pk}/availability").status_code == 404


def test_a_date_called_off_or_withdrawn_is_not_open(token: Token, showing: Showing) -> None:
    client = entered(token)
    Offer.objects.update(withdrawn_at=timezone.now())
    said = client.get(f"{V1}/showings/{showing.pk}").json()
    assert said["availability"]["is_open"] is False


def test_dates_are_found_by_day_in_france_both_included(token: Token, showing: Showing) -> None:
    client, day = entered(token), timezone.localtime(showing.starts_at).date()
    day_after = day + timedelta(days=1)
    assert len(items(client, f"/showings?since={day}&until={day}")) == 1
    assert items(client, f"/showings?since={day_after}") == []
    assert items(client, f"/showings?until={day - timedelta(days=1)}") == []
    assert items(client, "/showings?state=cancelled") == []
    assert items(client, f"/showings?offer={showing.offer_id + 1}") == []


def test_what_changed_since_is_found_by_the_journal(token: Token, showing: Showing) -> None:
    client, now = entered(token), timezone.now()
    since = (now - timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert items(client, f"/showings?changed_since={since}") == []
    programme.cancel_showing(showing, reason="grève", by=JOB, at=now)
    assert [date["id"] for date in items(client, f"/showings?changed_since={since}")] == [showing.pk]
    programme.withdraw(Offer.objects.get(), reason="fini", by=JOB, at=now)
    assert [offer["id"] for offer in items(client, f"/offers?changed_since={since}")] == [showing.offer_id]


def test_pages_follow_one_another_without_a_gap_while_rows_come(token: Token, showing: Showing) -> None:
    ShowingFactory.create_batch(6, offer=showing.offer)
    client, seen, following = entered(token), [], f"{V1}/showings?limit=3"
    while following:
        page = client.get(following).json()
        seen += [date["id"] for date in page["items"]]
        following = page["next"]
        if len(seen) == 3:  # a date moves earlier while we read
            Showing.objects.filter(pk=seen[-1]).update(starts_at=timezone.now())
            ShowingFactory(offer=showing.offer)
    assert seen == sorted(seen)
    assert len(set(seen)) == Showing.objects.count() == 8


@pytest.mark.parametrize("path", ["/offers", "/showings", "/relays"])
def test_a_page_asks_as_many_questions_whatever_its_length(
    token: Token, showing: Showing, path: str, queries_stay_flat: Callable[..., int]
) -> None:
    client = entered(token)
    RelayFactory(association=token.association)

    def grow() -> None:
        for _ in range(4):
            partner = PartnerFactory(association=token.association)
            AllotmentFactory(showing__offer=OfferFactory(association=token.association, partner=partner))
            RelayFactory(association=token.association)

    assert queries_stay_flat(lambda: items(client, path), grow) == 2


def test_what_has_not_changed_is_not_sent_again(token: Token, showing: Showing) -> None:
    client = entered(token)
    tag = client.get(f"{V1}/showings")["ETag"]
    assert client.get(f"{V1}/showings", headers={"If-None-Match": tag}).status_code == 304
    Allotment.objects.update(taken=1)
    assert client.get(f"{V1}/showings", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=1.0", "limit=x", "after=-1", "since=2026-1-1", "since=demain", "state=x",
     "changed_since=2026-01-01", "nope=1", "limit=1&limit=2", "after=" + "9" * 5000],
)  # fmt: skip
def test_a_parameter_that_is_not_described_is_refused_and_named(token: Token, query: str) -> None:
    answer = entered(token).get(f"{V1}/showings?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"query.{query.split('=')[0]}"


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31", "changed_since=0001-01-01T00:00:00%2B14:00"])
def test_another_age_is_no_error(token: Token, showing: Showing, query: str) -> None:
    assert entered(token).get(f"{V1}/showings?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/nulle-part", "/showings/x", "/showings/" + "9" * 5000, "/offers/", "/\x00"])
def test_an_unknown_address_is_a_problem_and_not_a_page(token: Token, path: str) -> None:
    answer = entered(token).get(f"{V1}{path}")
    assert (answer.status_code, answer["Content-Type"]) in {
        (404, "application/problem+json"),
        (422, "application/problem+json"),
    }


@pytest.mark.parametrize("method", ["delete", "patch", "put", "trace", "options"])
def test_a_method_that_is_not_known_says_which_are(token: Token, method: str) -> None:
    answer = getattr(entered(token), method)(f"{V1}/bookings")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_format_that_we_do_not_speak_is_refused(token: Token) -> None:
    answer = entered(token).get(f"{V1}/offers", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")


def test_a_fault_of_ours_is_a_problem_without_a_word_of_it(
    token: Token, showing: Showing, caplog: pytest.LogCaptureFixture
) -> None:
    Offer.objects.filter(pk=showing.offer_id).update(access=[None])  # no page writes that: what we say cannot hold it
    answer = entered(token).get(f"{V1}/offers")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "valid string" not in answer.content.decode()
    assert "valid string" in caplog.text


def test_the_description_is_everybody_s(client: Client) -> None:
    answer = client.get(f"{V1}/openapi.json")
    assert (answer.status_code, answer.json()["openapi"][:3]) == (200, "3.1")


# --- at the desk


@pytest.fixture
def expected(showing: Showing, relay: Structure) -> Any:
    party = Party(adults=1, from_6_to_11=2, wheelchair=1, needs=frozenset({Need.LOOP, Need.TRANSPORT}))
    Allotment.objects.filter(pk=showing.pk).update(wheelchair_places=2)
    BookingFactory(showing=showing, relay=relay, cancelled_at=timezone.now())
    showing.refresh_from_db()
    return bookings.book(showing, relay=relay, party=party, by=JOB, at=timezone.now())


def test_a_ticketing_system_reads_who_comes_and_never_from_where(
    of_partner: Token, showing: Showing, relay: Structure, expected: Any
) -> None:
    answer = entered(of_partner).get(f"{V1}/showings/{showing.pk}/checkin")
    assert answer.json()["guests"] == [
        {"code": expected.code, "name": "", "places": 3, "children": 2, "wheelchair": 1, "needs": ["boucle magnétique"]}
    ]
    assert (answer.json()["parties"], answer.json()["places"]) == (1, 3)
    assert relay.name not in answer.content.decode()


def test_the_same_list_is_a_sheet(of_partner: Token, showing: Showing, relay: Structure, expected: Any) -> None:
    answer = entered(of_partner).get(f"{V1}/showings/{showing.pk}/checkin.csv")
    assert answer["Content-Type"].startswith("text/csv")
    sheet = answer.content.decode("utf-8-sig")
    assert any(expected.code in row for row in csv.reader(io.StringIO(sheet), delimiter=";"))
    assert relay.name not in sheet


def test_a_neighbour_s_list_is_not_ours(showing: Showing) -> None:
    Offer.objects.update(neighbours_allowed_at=timezone.now())
    neighbour = entered(TokenFactory())
    assert neighbour.get(f"{V1}/showings/{showing.pk}").status_code == 200
    assert neighbour.get(f"{V1}/showings/{showing.pk}/checkin").status_code == 404
