"""The page at the door without a script, and what telephones exchange with it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.bookings import notices
from pontdesarts.bookings.models import Booking
from pontdesarts.doors.models import Reception, Scan
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Showing
from tests.bookings.factories import BookingFactory
from tests.network.factories import CoordinatorFactory

from .factories import HOUR, bookings_of, evening

pytestmark = pytest.mark.django_db


@pytest.fixture
def showing() -> Showing:
    return evening(at=timezone.now())


@pytest.fixture
def begun() -> Showing:
    return evening(at=timezone.now(), starts_in=-HOUR)


def address(showing: Showing) -> str:
    token = notices.list_link(showing).rstrip("/").rsplit("/", 1)[-1]
    return f"/accueil/{token}/"


def came(showing: Showing) -> list[int | None]:
    return list(Booking.objects.filter(showing=showing).order_by("pk").values_list("came", flat=True))


def post(client: Client, showing: Showing, do: str, **sent: object) -> str:
    answer = client.post(address(showing), {"do": do, **sent}, follow=True)
    assert answer.status_code in {200, 422}
    return answer.content.decode()


def test_the_link_of_the_list_opens_the_door_without_an_account_and_says_nothing_of_the_relay(client, showing) -> None:
    page = client.get(address(showing)).content.decode()
    for booking in bookings_of(showing):
        assert booking.code in page
        assert booking.relay.name not in page
    assert "sur 8 entrées" in page
    assert not Reception.objects.exists()


def test_a_code_lets_everybody_in_and_a_second_time_says_when(client, showing) -> None:
    first, _ = bookings_of(showing)
    assert "4 entrées" in post(client, showing, "enter", code=first.code.lower().replace("-", " "))
    assert came(showing) == [4, None]
    page = post(client, showing, "enter", code=first.code)
    assert "4 entrées à" in page
    assert "il ne reste personne à entrer" in page
    assert "1 entrée" in post(client, showing, "enter", code=first.code, beyond="on")
    assert "1 personne de plus que réservé" in post(client, showing, "")
    assert Entry.objects.about(first)[0].by_label.endswith("par son lien")


@pytest.mark.parametrize("typed", ["", "K7M-4RP-2Y", "²", "9" * 5000, "\x00", "K7M-4RP-2X/999", "n'importe quoi"])
def test_a_code_that_cannot_be_is_caught_and_stays_in_its_field(client, showing, typed) -> None:
    page = post(client, showing, "enter", code=typed)
    assert "data-wrong" in page
    assert not Scan.objects.exists()


def test_one_wrong_letter_is_caught_on_the_spot(client, showing) -> None:
    code = bookings_of(showing)[0].code
    wrong = ("3" if code[0] != "3" else "4") + code[1:]
    assert "Ce code ne peut pas exister : relisez-le." in post(client, showing, "enter", code=wrong)


def test_a_code_of_another_night_says_which_when_the_venue_is_the_same(client, showing) -> None:
    tomorrow = evening(at=timezone.now() + timedelta(days=1), showing__offer=showing.offer, bookings=1)
    assert f"Ce code est pour « {showing.offer.title} »" in post(
        client, showing, "enter", code=bookings_of(tomorrow)[0].code
    )
    stranger = evening(at=timezone.now(), bookings=1, showing__offer__title="Casse-Noisette")
    page = post(client, showing, "enter", code=bookings_of(stranger)[0].code)
    assert "pas pour cette date" in page
    assert stranger.offer.title not in page


def test_a_number_a_line_says_only_what_was_changed(client, begun) -> None:
    first, second = bookings_of(begun)
    names = {f"lignes-{booking.code}": "" for booking in (first, second)}
    was = {f"initial-{name}": "" for name in names}
    page = post(client, begun, "lines", **{**names, **was, f"lignes-{first.code}": "3"})
    assert "1 ligne changée" in page
    assert came(begun) == [3, None]
    # drawn before somebody read a code: what was left alone says nothing
    post(client, begun, "enter", code=second.code)
    post(client, begun, "lines", **{**names, **was, f"lignes-{first.code}": "2"})
    assert came(begun) == [2, 4]


def test_a_number_in_all_is_said_the_day_after_by_the_same_link(client) -> None:
    yesterday = evening(at=timezone.now(), starts_in=-20 * HOUR)
    assert "8 personnes en tout" in post(client, yesterday, "count", total="8")
    assert came(yesterday) == [4, 4]
    assert "effacé" in post(client, yesterday, "count", total="")
    assert came(yesterday) == [None, None]


@pytest.mark.parametrize("typed", ["-1", "99999", "²", "9" * 5000])
def test_a_number_in_all_that_cannot_be_is_refused(client, begun, typed) -> None:
    post(client, begun, "count", total=typed)
    assert came(begun) == [None, None]


def test_ending_says_who_was_not_read_and_may_be_undone(client, begun) -> None:
    first, second = bookings_of(begun)
    post(client, begun, "enter", code=first.code)
    told = client.get(address(begun)).content.decode()
    assert "1 réservation sans entrée (4 places) : elle sera notée absente." in told
    assert "Vous pourrez rouvrir l'accueil" in told.replace("&#x27;", "'")
    page = post(client, begun, "end")
    assert f"1 réservation sans entrée : {second.code}" in page
    assert came(begun) == [4, 0]
    post(client, begun, "reopen")
    assert came(begun) == [4, None]


def test_an_entry_is_undone_by_its_button(client, showing) -> None:
    post(client, showing, "enter", code=bookings_of(showing)[0].code)
    assert "Entrée annulée" in post(client, showing, "undo", entry=str(Scan.objects.get().pk))
    assert came(showing) == [None, None]
    for typed in ("", "x", str(uuid4())):
        post(client, showing, "undo", entry=typed)


def test_before_six_hours_the_page_says_when_it_opens(client) -> None:
    later = evening(at=timezone.now(), starts_in=8 * HOUR)
    assert "L'accueil ouvre" in client.get(address(later)).content.decode()
    assert "pas encore ouvert" in post(client, later, "enter", code=bookings_of(later)[0].code)


def test_a_link_past_its_term_says_that_nothing_is_lost(client, showing) -> None:
    token = links.make(notices.LIST_DOOR, showing.pk, expires_at=timezone.now() - HOUR)
    page = client.get(f"/accueil/{token}/")
    assert page.status_code == 410
    assert "Elles y sont toujours" in page.content.decode()
    answer = client.post(f"/accueil/{token}/echanger/", "{}", content_type="application/json")
    assert answer.status_code == 410
    assert answer.json()["sentence"] == "Ce lien n'est plus valable."


def exchange(client: Client, showing: Showing, *reads: dict[str, object], **more: object):
    body = {"device": str(uuid4()), "reads": list(reads), **more}
    return client.post(f"{address(showing)}echanger/", json.dumps(body), content_type="application/json")


def said(code: str, people: int = 4, **more: object) -> dict[str, object]:
    now = round(timezone.now().timestamp() * 1000)
    return {"id": str(uuid4()), "at": now, "offset": 0, "code": code, "people": people, "beyond": 0, **more}


def test_a_telephone_sends_without_a_cookie_and_is_answered_the_whole_evening(showing) -> None:
    client, (first, _) = Client(enforce_csrf_checks=True), bookings_of(showing)
    answer = exchange(client, showing, said(first.code))
    assert answer.status_code == 200
    told = answer.json()
    assert told["refused"] == {}
    assert [entry["people"] for entry in told["evening"]["entries"]] == [4]
    assert came(showing) == [4, None]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_list_on_the_telephone_holds_this_date_and_nothing_else(client, showing) -> None:
    evening(at=timezone.now(), showing__offer=showing.offer)
    lines = client.get(f"{address(showing)}echanger/").json()["evening"]["lines"]
    assert {line["code"] for line in lines} == {booking.code for booking in bookings_of(showing)}
    assert {key for line in lines for key in line} == {"code", "name", "places", "about", "cancelled", "told"}


BAD = [
    {"id": "x"},
    {"at": "hier"},
    {"at": 9e30},
    {"at": -1},
    {"offset": 10**15},
    {"people": 0},
    {"people": 100},
    {"people": "²"},
    {"beyond": 9},
    {"code": "K7M-4RP-2Y"},
    {"code": "\x00"},
    {"code": ""},
    {"undoes": "e3eb7df6-22d2-4a72-a2ce-cb25fdd70723"},
    {"code": ["K7M"]},
    {"ordinal": -3},
]


@pytest.mark.parametrize("wrong", BAD, ids=str)
def test_a_read_that_cannot_be_kept_has_its_sentence_and_the_others_are_kept(client, showing, wrong) -> None:
    first, second = bookings_of(showing)
    answer = exchange(client, showing, {**said(first.code), **wrong}, said(second.code))
    assert answer.status_code == 200
    assert len(answer.json()["refused"]) == 1
    assert came(showing) == [None, 4]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"device": "x", "reads": []}', '{"reads": [1]}', "[" * 100_000])
def test_what_cannot_be_read_at_all_is_refused_whole(client, showing, body) -> None:
    answer = client.post(f"{address(showing)}echanger/", body, content_type="application/json")
    assert answer.status_code == 400
    assert exchange(client, showing, *[said("K7M-4RP-2X")] * 51).status_code == 400


def test_too_early_the_telephone_keeps_what_it_has(client) -> None:
    later = evening(at=timezone.now(), starts_in=8 * HOUR)
    answer = exchange(client, later, said(bookings_of(later)[0].code))
    assert answer.status_code == 409
    assert "pas encore ouvert" in answer.json()["sentence"]


def test_an_unknown_code_is_asked_about_without_writing(client, showing) -> None:
    told = client.get(f"{address(showing)}echanger/", {"code": "9" * 5000}).json()
    assert told["elsewhere"] == "Ce code ne peut pas exister : relisez-le."


def test_the_partner_finds_its_dates_of_these_days_with_its_account(client, showing) -> None:
    coordinator = CoordinatorFactory(structure=showing.offer.partner)
    client.force_login(coordinator.user)
    evening(at=timezone.now())  # of somebody else
    evening(at=timezone.now() - timedelta(days=9), showing__offer=showing.offer)
    page = client.get("/accueil/").content.decode()
    assert page.count("/accueil/seances/") == 1
    assert client.get(f"/accueil/seances/{showing.pk}/").status_code == 200
    answer = client.post(f"/accueil/seances/{showing.pk}/", {"do": "enter", "code": bookings_of(showing)[0].code})
    assert answer.status_code == 302
    assert Entry.objects.about(bookings_of(showing)[0])[0].by_label == coordinator.user.get_full_name()


def test_tonight_stands_before_tomorrow_and_last_night_before_the_day_before(client, showing) -> None:
    own = {"showing__offer__association": showing.offer.association, "showing__offer__partner": showing.offer.partner}
    client.force_login(CoordinatorFactory(structure=showing.offer.partner).user)
    for title, hours in (("demain", 20), ("hier", -22), ("avant-hier", -46), ("ce soir", 2)):
        made = evening(at=timezone.now(), starts_in=hours * HOUR, **own, showing__offer__title=title)
        assert made.offer.title == title
    page = client.get("/accueil/").content.decode()
    places = [page.index(f">{title}</a>") for title in ("ce soir", "demain", "hier", "avant-hier")]
    assert places == sorted(places)


def test_the_evening_is_read_in_as_many_queries_for_two_as_for_twenty(client, showing, queries_stay_flat) -> None:
    def grow() -> None:
        for _ in range(18):
            BookingFactory(showing=showing, adults=1, from_6_to_11=0)

    queries_stay_flat(lambda: client.get(address(showing)), grow)
