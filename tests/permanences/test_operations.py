"""What a tablet sends is booked, waits, is asked or refused; sent twice, it is one."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Stage, Structure
from pontdesarts.permanences import operations, rules
from pontdesarts.permanences.models import Permanence, Pick
from pontdesarts.permanences.operations import Chosen
from pontdesarts.programme.models import Allotment, BookingMode
from tests.accounts.factories import UserFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

from .factories import PermanenceFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
TWO = Party(adults=2)


def held(places: int = 10, **offer) -> tuple[Permanence, Chosen]:
    """A permanence, and what somebody chooses there."""
    showing = AllotmentFactory(places=places, **{f"showing__offer__{k}": v for k, v in offer.items()}).showing
    permanence = PermanenceFactory(relay=RelayFactory(association=showing.offer.association))
    permanence.relay = Structure.objects.select_related("relay", "association").get(pk=permanence.relay_id)
    return permanence, Chosen(uuid4(), 1, showing, TWO)


def receive(permanence: Permanence, chosen: Chosen, at=NOW) -> Pick:
    return operations.receive(permanence, chosen, by=TEAM, at=at)


def withdraw(permanence: Permanence, chosen: Chosen, at=NOW) -> Pick:
    return operations.withdraw(permanence, chosen, by=TEAM, at=at)


def fill(chosen: Chosen) -> None:
    Allotment.objects.filter(pk=chosen.showing.pk).update(taken=0)
    left = Allotment.objects.get(pk=chosen.showing.pk).places
    BookingFactory(showing=chosen.showing, adults=left, from_6_to_11=0)
    chosen.showing.refresh_from_db()


def test_a_pick_is_booked_for_the_relay_of_the_permanence() -> None:
    permanence, chosen = held()
    pick = receive(permanence, chosen)
    booking = Booking.objects.get()
    assert (pick.outcome, pick.booking, booking.relay) == ("booked", booking, permanence.relay)
    assert pick.sentence == "C'est réservé : 2 places."
    assert Allotment.objects.get(pk=chosen.showing.pk).taken == 2


def test_the_same_pick_sent_twice_is_one_booking_and_one_answer() -> None:
    permanence, chosen = held(places=2)
    first = receive(permanence, chosen)
    again = receive(permanence, chosen, at=NOW + timedelta(minutes=3))
    assert (again.pk, again.outcome, again.sentence) == (first.pk, "booked", first.sentence)
    assert Booking.objects.count() == Pick.objects.count() == 1


def test_the_number_of_a_pick_serves_once() -> None:
    permanence, chosen = held()
    receive(permanence, chosen)
    with pytest.raises(operations.PickRefused):
        receive(permanence, replace(chosen, party=Party(adults=5)))
    with pytest.raises(operations.PickRefused):
        receive(PermanenceFactory(relay=permanence.relay), chosen)
    assert Booking.objects.get().places == 2


def test_a_refusal_is_kept_with_what_to_do_next_and_takes_nothing() -> None:
    permanence, chosen = held(places=1)
    pick = receive(permanence, chosen)
    assert (pick.outcome, pick.booking) == ("refused", None)
    assert pick.sentence == "Il reste 1 place, il en faut 2."
    assert pick.next_step
    assert Allotment.objects.get(pk=chosen.showing.pk).taken == 0
    assert receive(permanence, chosen).pk == pick.pk


def test_full_and_ticked_is_a_turn_on_the_waiting_list() -> None:
    permanence, chosen = held()
    fill(chosen)
    pick = receive(permanence, replace(chosen, or_wait=True))
    assert (pick.outcome, pick.ask) == ("waiting", Ask.objects.get())
    assert "liste d'attente, premier tour" in pick.sentence
    second = held()[0]
    Permanence.objects.filter(pk=second.pk).update(relay=RelayFactory(association=permanence.relay.association))
    second = Permanence.objects.select_related("relay__relay", "relay__association").get(pk=second.pk)
    other = receive(second, replace(chosen, request_id=uuid4(), or_wait=True))
    assert "1 relais avant vous" in other.sentence


def test_full_and_not_ticked_is_refused() -> None:
    permanence, chosen = held()
    fill(chosen)
    assert receive(permanence, chosen).outcome == "refused"
    assert not Ask.objects.exists()


def test_where_the_venue_answers_a_pick_is_a_request() -> None:
    permanence, chosen = held(booking_mode=BookingMode.ON_REQUEST)
    pick = receive(permanence, chosen)
    assert (pick.outcome, pick.ask.kind) == ("asked", Ask.Kind.REQUEST)
    assert not Booking.objects.exists()


def test_a_name_required_by_the_venue_goes_to_the_booking_and_nowhere_else() -> None:
    permanence, chosen = held(names_required=True)
    pick = receive(permanence, replace(chosen, pickup_name="Amina D."))
    assert pick.booking.pickup_name == "Amina D."
    kept = " ".join(str(value) for value in Pick.objects.values_list().get())
    assert "Amina" not in kept
    assert replace(chosen, pickup_name="Amina D.").said == chosen.said  # not even as a digest


def test_a_pick_taken_back_gives_its_places_back() -> None:
    permanence, chosen = held()
    receive(permanence, chosen)
    pick = withdraw(permanence, chosen)
    assert (pick.outcome, pick.sentence) == ("withdrawn", "Retiré : les places sont rendues.")
    assert Booking.objects.get().cancelled_at == NOW
    assert Allotment.objects.get(pk=chosen.showing.pk).taken == 0
    assert withdraw(permanence, chosen).pk == pick.pk


def test_a_turn_taken_back_is_left() -> None:
    permanence, chosen = held()
    fill(chosen)
    chosen = replace(chosen, or_wait=True)
    receive(permanence, chosen)
    withdraw(permanence, chosen)
    assert Ask.objects.get().ended_at


def test_a_pick_taken_back_before_it_came_books_nothing_when_it_comes() -> None:
    permanence, chosen = held()
    withdraw(permanence, chosen)
    assert receive(permanence, chosen).outcome == "withdrawn"
    assert not Booking.objects.exists()


def test_an_outing_that_has_begun_can_no_longer_be_taken_back() -> None:
    permanence, chosen = held()
    receive(permanence, chosen)
    with pytest.raises(bookings.BookingClosed):
        withdraw(permanence, chosen, at=NOW + timedelta(days=40))
    assert Pick.objects.get().outcome == "booked"


def test_once_closed_nothing_new_is_received_and_what_was_answered_still_is() -> None:
    permanence, chosen = held()
    first = receive(permanence, chosen)
    permanence.closed_at = NOW + timedelta(hours=2)
    permanence.save()
    with pytest.raises(operations.PermanenceClosed):
        receive(permanence, replace(chosen, request_id=uuid4()), at=NOW + timedelta(hours=3))
    assert receive(permanence, chosen, at=NOW + timedelta(hours=3)).pk == first.pk
    assert Pick.objects.count() == 1


def test_opening_twice_by_the_same_form_is_one_permanence() -> None:
    relay, number = RelayFactory(), uuid4()
    opened = [operations.open_for(relay, criteria="rayon=5", request_id=number, by=TEAM, at=NOW) for _ in range(2)]
    assert opened[0] == opened[1]
    with pytest.raises(operations.PermanenceRefused):
        operations.open_for(RelayFactory(), criteria="", request_id=number, by=TEAM, at=NOW)
    assert Entry.objects.about(opened[0]).count() == 1


def test_only_a_relay_that_may_book_opens_a_permanence() -> None:
    for structure in (PartnerFactory(), RelayFactory(profile__suspended_at=NOW), RelayFactory(stage=Stage.LAPSED)):
        with pytest.raises(operations.PermanenceRefused):
            operations.open_for(structure, criteria="", request_id=uuid4(), by=TEAM, at=NOW)


def test_what_a_tablet_sends_for_a_relay_that_left_meanwhile_is_refused_and_says_why() -> None:
    permanence, chosen = held()
    permanence.relay.stage = Stage.LAPSED
    permanence.relay.save()
    pick = receive(permanence, chosen)
    assert (pick.outcome, pick.booking) == ("refused", None)
    assert "est sorti du réseau" in pick.sentence


def test_closing_says_how_many_came_and_what_they_have_and_is_undone() -> None:
    permanence, chosen = held()
    receive(permanence, chosen)
    operations.close(permanence, by=TEAM, at=NOW)
    assert "1 personne, 2 places réservées" in Entry.objects.about(permanence).first().sentence
    assert operations.close(permanence, by=TEAM, at=NOW + timedelta(hours=1)).closed_at == NOW
    assert operations.reopen(permanence, by=TEAM, at=NOW).closed_at is None
    assert Entry.objects.about(permanence).count() == 2


def test_figures_count_what_is_held_today() -> None:
    permanence, chosen = held()
    receive(permanence, chosen)
    receive(permanence, replace(chosen, request_id=uuid4(), person=2))
    gone = replace(chosen, request_id=uuid4(), person=2)
    receive(permanence, gone)
    withdraw(permanence, gone)
    figures = Permanence.objects.with_figures().get()
    assert (figures.people, figures.choices, figures.booked) == (2, 3, 4)


def test_left_open_it_is_closed_after_three_days() -> None:
    left = PermanenceFactory(opened_at=NOW - rules.OPEN_FOR)
    today = PermanenceFactory(opened_at=NOW - rules.OPEN_FOR + timedelta(minutes=1))
    assert operations.close_forgotten(by=JOB, at=NOW) == [left]
    left.refresh_from_db()
    assert left.closed_at == NOW
    assert Permanence.objects.open().get() == today


def test_who_chose_together_is_forgotten_after_thirty_days_who_held_it_after_three_years() -> None:
    permanence, chosen = held()
    permanence.opened_by = UserFactory()
    permanence.save()
    receive(permanence, chosen)
    assert operations.forget_people(at=NOW + timedelta(days=30)) == 0
    assert operations.forget_people(at=NOW + timedelta(days=31)) == 1
    assert Pick.objects.get().person is None
    assert operations.forget_people(at=NOW + timedelta(days=3 * 365 + 1)) == 1
    permanence.refresh_from_db()
    assert permanence.opened_by is None


def test_a_request_that_was_granted_since_is_given_back_when_the_person_withdraws() -> None:
    permanence, chosen = held(booking_mode=BookingMode.ON_REQUEST)
    receive(permanence, chosen)
    booking = bookings.answer_request(Ask.objects.get(), places=2, by=TEAM, at=NOW)
    pick = withdraw(permanence, chosen)
    booking.refresh_from_db()
    assert (pick.sentence, booking.cancelled_at) == ("Retiré : les places sont rendues.", NOW)
    assert Allotment.objects.get(pk=chosen.showing.pk).taken == 0
