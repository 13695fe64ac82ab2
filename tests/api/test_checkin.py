"""A venue's ticketing system says who came: by its own door, for its own dates, in its own name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pontdesarts.api.models import Token
from pontdesarts.api.rules import Scope
from pontdesarts.bookings.models import Booking
from pontdesarts.doors import operations as doors
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings.models import Claim, Dispute
from pontdesarts.programme.models import Offer, Showing
from tests.api.factories import TokenFactory, entered
from tests.bookings.factories import BookingFactory
from tests.doors.factories import bookings_of, evening

pytestmark = pytest.mark.django_db
DOOR = Actor.link("L'accueil")


@pytest.fixture
def tonight() -> Showing:
    """Two parties of four; the date began an hour ago."""
    return evening(at=timezone.now(), starts_in=-timedelta(hours=1))


@pytest.fixture
def ticketing(tonight: Showing) -> Token:
    return TokenFactory(partner=tonight.offer.partner)


def say(token: Token, booking: Booking, came: object, *, code: str = ""):
    address = f"/api/v1/showings/{booking.showing_id}/checkin/{code or booking.code}"
    return entered(token).put(address, {"came": came}, content_type="application/json")


def came(showing: Showing) -> list[int | None]:
    return list(Booking.objects.filter(showing=showing).order_by("pk").values_list("came", flat=True))


def test_how_many_came_is_said_nobody_included_and_the_last_word_counts(ticketing: Token, tonight: Showing) -> None:
    first, second = bookings_of(tonight)
    answer = say(ticketing, first, 3)
    told = {"showing": tonight.pk, "code": first.code, "places": 4, "came": 3}
    assert (answer.status_code, answer.json()) == (200, told)
    say(ticketing, second, 0)
    assert came(tonight) == [3, 0]
    say(ticketing, first, 4)
    assert came(tonight) == [4, 0]
    say(ticketing, first, None)
    assert came(tonight) == [None, 0]
    kept = Claim.objects.filter(booking=first).order_by("pk")
    assert [(claim.source, claim.via, claim.came) for claim in kept] == [
        ("door", "program", 3),
        ("door", "program", 4),
        ("door", "program", None),
    ]
    assert Entry.objects.filter(by_label=f"{ticketing.name}, par l'API").count() == 4


def test_the_same_word_again_writes_nothing(ticketing: Token, tonight: Showing) -> None:
    booking = bookings_of(tonight)[0]
    answers = [say(ticketing, booking, 3).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Claim.objects.count() == 1
    assert Entry.objects.filter(by_label__contains="par l'API").count() == 1


def test_more_than_was_booked_is_kept_and_shown_to_the_team(ticketing: Token, tonight: Showing) -> None:
    assert say(ticketing, bookings_of(tonight)[0], 6).json()["came"] == 6
    assert came(tonight) == [4, None]
    assert Dispute.objects.get().kind == Dispute.Kind.MORE


def test_six_hours_before_it_is_too_early(ticketing: Token, tonight: Showing) -> None:
    Showing.objects.filter(pk=tonight.pk).update(starts_at=timezone.now() + timedelta(hours=7))
    answer = say(ticketing, bookings_of(tonight)[0], 4)
    assert (answer.status_code, answer.json()["type"]) == (409, "claim-refused")
    assert came(tonight) == [None, None]


def test_only_its_own_dates_and_only_with_the_right_to(ticketing: Token, tonight: Showing) -> None:
    booking, elsewhere = bookings_of(tonight)[0], BookingFactory()
    association = TokenFactory(association=tonight.offer.association)
    refused = {
        "another partner": say(TokenFactory(partner=elsewhere.showing.offer.partner), booking, 4),
        "the association, at the door of its partner": say(
            TokenFactory(association=tonight.offer.association), booking, 4
        ),
        "a code of another date": say(ticketing, booking, 4, code=elsewhere.code),
        "a code with a wrong letter": say(ticketing, booking, 4, code="222-222-23"),
    }
    assert {why: answer.status_code for why, answer in refused.items()} == dict.fromkeys(refused, 404)
    reader = TokenFactory(partner=tonight.offer.partner, scopes=[Scope.CHECKIN_READ.value])
    assert say(reader, booking, 4).status_code == 403
    assert came(tonight) == [None, None]
    Offer.objects.update(partner=None)
    assert say(association, booking, 4).status_code == 200


@pytest.mark.parametrize("number", [-1, 2001, "3", 2.5, True, {}])
def test_what_is_no_number_of_people_says_where(ticketing: Token, tonight: Showing, number: object) -> None:
    answer = say(ticketing, bookings_of(tonight)[0], number)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.came")


def test_the_page_of_the_door_does_not_take_back_what_the_ticketing_system_said(
    ticketing: Token, tonight: Showing
) -> None:
    first, _ = bookings_of(tonight)
    say(ticketing, first, 3)
    doors.end(tonight, by=DOOR, at=timezone.now())
    assert came(tonight) == [3, 0]
    doors.reopen(tonight, by=DOOR, at=timezone.now())
    assert came(tonight) == [3, None]
    doors.say_lines(tonight, {first: 2}, by=DOOR, at=timezone.now())
    assert came(tonight) == [2, None], "control: a code read there is counted by the page"
