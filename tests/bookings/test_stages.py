"""Who left the network books nothing, by whatever door; who sleeps books, and is awake."""

from datetime import timedelta

import pytest

from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network import operations as network
from pontdesarts.network.models import Stage, Structure
from tests.accounts.factories import UserFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory
from tests.programme.factories import NOW

from .test_views import address, date_of, text, typed
from .test_waiting import cancel, is_proposed
from .waiting import TEAM, again, book, date, group, in_step, pending, relay_of, request, wait

pytestmark = pytest.mark.django_db

GONE = "otre relais est sorti du réseau"


def leaves(relay: Structure) -> Structure:
    network.move(relay, stage=Stage.LAPSED, reason="le foyer a fermé", by=TEAM, at=NOW)
    return Structure.objects.select_related("relay", "association").get(pk=relay.pk)


def sleeping(relay: Structure, since=NOW - timedelta(days=9)) -> Structure:
    network.move(relay, stage=Stage.DORMANT, by=TEAM, at=since)
    return Structure.objects.select_related("relay", "association").get(pk=relay.pk)


@pytest.mark.parametrize(
    ("act", "on_request"),
    [
        (lambda showing, relay: book(showing, 1, relay=relay), False),
        (lambda showing, relay: operations.book_all([showing], relay=relay, party=group(1), by=TEAM, at=NOW), False),
        (lambda showing, relay: wait(showing, 1, relay=relay), False),
        (lambda showing, relay: request(showing, 1, relay=relay), True),
    ],
    ids=["books", "books several dates", "waits", "asks"],
)
def test_a_relay_that_left_is_refused_and_reads_what_to_do(act, on_request) -> None:
    showing = date(4, on_request=on_request)
    relay = leaves(relay_of(showing))
    with pytest.raises(operations.RelayRefused, match=GONE) as refused:
        act(showing, relay)
    assert refused.value.next_step == "Appelez l'association pour en parler."
    assert not Booking.objects.exists()
    assert not Ask.objects.exists()


def test_a_relay_that_left_while_it_waited_is_passed_by() -> None:
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    leaves(first.relay)
    cancel(booking)
    assert (is_proposed(first), is_proposed(second)) == (False, True)


def test_a_relay_that_left_accepts_no_proposal_and_the_places_stay_kept_until_the_term() -> None:
    showing = date(4)
    booking, ask = book(showing, 4), wait(showing, 4)
    cancel(booking)
    leaves(ask.relay)
    with pytest.raises(operations.RelayRefused, match=GONE):
        operations.accept(pending(again(ask)), by=TEAM, at=NOW)
    in_step(showing)


def test_who_left_keeps_what_it_has_may_give_back_and_takes_no_more() -> None:
    showing = date(9)
    booking = book(showing, 4)
    leaves(booking.relay)
    with pytest.raises(operations.RelayRefused, match=GONE):
        operations.change(booking, party=group(5), by=TEAM, at=NOW)
    operations.change(booking, party=group(3), by=TEAM, at=NOW)
    assert Booking.objects.held().get().places == 3


def test_the_page_says_it_before_anything_is_typed_and_to_the_team_on_the_phone(client) -> None:
    post = ReferentFactory()
    relay, showing = leaves(post.structure), date_of(post.structure.association)
    client.force_login(post.user)
    opened = text(client.get(address(showing)))
    assert GONE in opened
    assert "Appelez l'association" in opened
    assert GONE in text(client.post(address(showing), typed(showing, relay)))
    assert not Booking.objects.exists()


def test_a_relay_that_sleeps_books_and_is_awake_by_its_voucher(jobs) -> None:
    showing = date(9)
    relay = sleeping(relay_of(showing))
    booking = book(showing, 2, relay=relay)
    jobs.run("bookings.send_vouchers")
    assert Structure.objects.get(pk=relay.pk).stage == Stage.ACTIVE
    change = relay.stage_changes.first()
    assert (change.stage, change.entered_at, change.reason) == (Stage.ACTIVE, booking.booked_at, "une réservation")
    assert str(Entry.objects.about(relay)[0]) == (
        "Pont des Arts a fait passer la structure à l'étape « active » : une réservation"
    )
    before = Entry.objects.count()
    operations.change(booking, party=group(3), by=TEAM, at=NOW)
    jobs.run("bookings.send_vouchers")
    assert relay.stage_changes.count() == 2
    assert Entry.objects.count() == before + 1, "only the change of the booking"


@pytest.mark.parametrize(("stage", "reason"), [(Stage.DORMANT, ""), (Stage.LAPSED, "le foyer a fermé")])
def test_what_somebody_decided_after_the_booking_stands(jobs, stage, reason) -> None:
    showing = date(9)
    relay = relay_of(showing)
    book(showing, 2, relay=relay)
    network.move(relay, stage=stage, reason=reason, by=TEAM, at=NOW + timedelta(minutes=1))
    jobs.run("bookings.send_vouchers")
    assert Structure.objects.get(pk=relay.pk).stage == stage


def test_to_wait_wakes_nobody_nor_does_asking_for_a_voucher_again(jobs) -> None:
    showing = date(2)
    booking = BookingFactory(showing=showing, relay=relay_of(showing), adults=2, from_6_to_11=0, booked_at=NOW)
    operations.send_vouchers_again(booking, by=Actor.of(UserFactory()), at=NOW)
    wait(showing, 1, relay=sleeping(relay_of(showing)))
    sleeping(booking.relay)
    jobs.run()
    stages = Structure.objects.filter(association=showing.offer.association_id, relay__isnull=False)
    assert {row.stage for row in stages} == {Stage.DORMANT}
