"""Who waits for places of a date: in turn, whoever fits, and nobody is passed over for ever."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from pontdesarts.bookings import operations, tasks
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.bookings.signals import places_came_back
from pontdesarts.journal.models import Entry
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, BookingMode, Offer
from pontdesarts.programme.operations import Places
from tests.bookings.waiting import TEAM, again, book, date, group, in_step, pending, relay_of, wait
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CLOSED = NOW + timedelta(days=11)  # after closing, before the date


def is_proposed(ask) -> bool:
    return Proposal.objects.pending().filter(ask=ask).exists()


def cancel(booking, at=NOW):
    return operations.cancel(booking, by=TEAM, at=at)


def lines(thing) -> list[str]:
    return [str(entry) for entry in Entry.objects.about(thing).order_by("pk")]


# one enters the list


def test_the_last_in_is_last_in_turn_and_the_journal_says_for_whom():
    showing = date(2)
    book(showing, 2)
    first, second = wait(showing, 2), wait(showing, 3, least=1)
    assert (first.position, second.position, second.least) == (1, 2, 1)
    assert lines(second) == [f"Nadia, équipe attend 3 places pour {second.relay.name}"]
    assert in_step(showing).taken == 2


def test_the_same_form_twice_waits_once_and_with_another_number_it_says_so():
    showing, number = date(4), uuid4()
    relay = relay_of(showing)
    book(showing, 4)
    assert wait(showing, 2, relay=relay, request_id=number) == wait(showing, 2, relay=relay, request_id=number)
    with pytest.raises(operations.AskRefused, match="déjà servi"):
        wait(showing, 3, relay=relay, request_id=number)


@pytest.mark.parametrize(
    ("prepare", "ask", "refusal", "match"),
    [
        (None, {"places": 2}, operations.AskRefused, "réserver tout de suite"),
        ("closed for answers", {"places": 2}, operations.BookingClosed, "trop tard"),
        ("not open", {"places": 2}, operations.BookingClosed, "ouvre"),
        ("full", {"places": 11}, operations.PartyRefused, "au plus"),
        ("full", {"places": 5}, operations.PartyRefused, "4 places en tout"),
        ("full", {"places": 2, "least": 3}, operations.PartyRefused, "Au moins"),
        ("full", {"places": 2, "least": 0}, operations.PartyRefused, "Au moins"),
        ("full", {"places": 1, "party": Party(workers=1)}, operations.PartyRefused, "accompagnée"),
        ("full", {"places": 1, "party": Party(adults=1, wheelchair=1)}, operations.NoWheelchairPlace, "fauteuil"),
        ("full", {"places": 1, "party": Party(adults=-1)}, operations.PartyRefused, "négatif"),
        ("on request", {"places": 2}, operations.AskFirst, "on demande"),
        ("draw", {"places": 2}, operations.AskFirst, "tirées au sort"),
        ("called off", {"places": 2}, operations.BookingClosed, "annulée"),
    ],
)
def test_who_cannot_wait_is_told_why_and_nothing_is_written(prepare, ask, refusal, match):
    at = NOW
    showing = date(4, opens_at=NOW + DAY) if prepare == "not open" else date(4)
    if prepare == "full":
        book(showing, 4)
    if prepare == "closed for answers":
        book(showing, 4)
        at = showing.starts_at - timedelta(hours=3)
    if prepare in ("on request", "draw"):
        mode = BookingMode.ON_REQUEST if prepare == "on request" else BookingMode.DRAW
        Offer.objects.filter(pk=showing.offer.pk).update(booking_mode=mode)
    if prepare == "called off":
        programme.cancel_showing(showing, reason="", by=TEAM, at=NOW)
    showing = type(showing).objects.select_related("allotment", "offer__association").get(pk=showing.pk)
    with pytest.raises(refusal, match=match) as caught:
        wait(showing, at=at, **ask)
    assert caught.value.next_step
    assert not Ask.objects.exists()


def test_a_relay_waits_once_for_a_date_and_a_suspended_one_does_not():
    showing = date(2)
    book(showing, 2)
    relay = relay_of(showing)
    wait(showing, 2, relay=relay)
    with pytest.raises(operations.AskRefused, match="déjà une demande"):
        wait(showing, 1, relay=relay)
    suspended = relay_of(showing)
    suspended.relay.suspended_at = NOW
    suspended.relay.save()
    with pytest.raises(operations.RelayRefused, match="suspendues"):
        wait(showing, 1, relay=suspended)


def test_one_may_wait_after_closing_until_the_venue_has_its_last_list():
    showing = date(2)
    booking = book(showing, 2)
    ask = wait(showing, 2, at=CLOSED)
    cancel(booking, at=CLOSED)
    assert is_proposed(ask)


# places come back


def test_places_that_come_back_are_proposed_to_whoever_waits_first():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 3), wait(showing, 2)
    cancel(booking)
    assert pending(first).places == 3
    assert not is_proposed(second)
    assert in_step(showing).left == 1


def test_a_proposal_counts_as_taken():
    showing = date(4)
    booking = book(showing, 4)
    wait(showing, 4)
    cancel(booking)
    with pytest.raises(operations.Full):
        book(showing, 1)
    in_step(showing)


def test_a_booking_that_shrinks_and_places_that_are_added_are_offered_too():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 2), wait(showing, 3)
    operations.change(booking, party=group(2), by=TEAM, at=NOW)
    assert is_proposed(first)
    programme.offer_places([showing], given=Places(places=7), by=TEAM, at=NOW)
    assert pending(second).places == 3
    assert in_step(showing).left == 0


def test_a_group_too_large_is_passed_over_twice_then_places_are_set_aside_until_it_fits():
    showing = date(6)
    bookings = [book(showing, 1) for _ in range(6)]
    six = wait(showing, 6)
    others = [wait(showing, 1) for _ in range(3)]
    cancel(bookings[0])
    cancel(bookings[1])
    assert [is_proposed(ask) for ask in others] == [True, True, False]
    assert again(six).skips == 2
    for booking in bookings[2:]:
        cancel(booking)
        in_step(showing)
    assert (again(six).gathered, is_proposed(others[2])) == (4, False)
    with pytest.raises(operations.Full):
        book(showing, 1)
    for ask in others[:2]:
        operations.decline(pending(ask), staying=False, by=TEAM, at=NOW)
    assert pending(six).places == 6
    assert again(six).gathered == 0
    assert in_step(showing).left == 0


def test_what_is_set_aside_goes_back_when_the_group_leaves():
    showing = date(4)
    bookings = [book(showing, 1) for _ in range(4)]
    Offer.objects.filter(pk=showing.offer.pk).update(most_group=10)
    four, one = wait(showing, 4), wait(showing, 1)
    Ask.objects.filter(pk=four.pk).update(skips=2)
    cancel(bookings[0])
    assert (again(four).gathered, is_proposed(one)) == (1, False)
    operations.leave(four, by=TEAM, at=NOW)
    assert is_proposed(one)
    in_step(showing)
    with pytest.raises(operations.AskEnded, match="terminée"):
        operations.leave(four, by=TEAM, at=NOW)


def test_who_leaves_while_places_wait_for_its_answer_gives_them_to_the_next():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    cancel(booking)
    operations.leave(first, by=TEAM, at=NOW)
    assert Proposal.objects.get(ask=first).answer == Proposal.Answer.WITHDRAWN
    assert is_proposed(second)
    operations.leave(second, by=TEAM, at=NOW)
    assert in_step(showing).taken == 0


def test_near_closing_what_is_set_aside_goes_to_whoever_fits():
    showing = date(4)
    bookings = [book(showing, 1) for _ in range(4)]
    four, one = wait(showing, 4), wait(showing, 1)
    Ask.objects.filter(pk=four.pk).update(skips=2)
    cancel(bookings[0])
    late = showing.allotment.closes_at - timedelta(hours=23)
    assert operations.release_gathered(showing, by=TEAM, at=NOW) == 0
    assert operations.release_gathered(showing, by=TEAM, at=late) == 1
    assert (again(four).gathered, is_proposed(one)) == (0, True)
    in_step(showing)


def test_a_suspended_relay_is_passed_by_and_keeps_nobody_waiting():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    first.relay.relay.suspended_at = NOW
    first.relay.relay.save()
    cancel(booking)
    assert (is_proposed(first), is_proposed(second)) == (False, True)


def test_a_wheelchair_place_that_comes_back_goes_to_whoever_needs_it():
    showing = date(4, wheelchair_places=1)
    on_wheels = book(showing, 2, party=Party(adults=2, wheelchair=1))
    book(showing, 2)
    standing = wait(showing, 3)
    rolling = wait(showing, 2, party=Party(adults=2, wheelchair=1))
    cancel(on_wheels)
    assert (is_proposed(standing), pending(rolling).wheelchair) == (False, 1)
    operations.accept(pending(rolling), by=TEAM, at=NOW)
    assert in_step(showing).wheelchair_taken == 1


def test_neighbours_are_offered_no_more_than_their_share():
    showing = date(10)
    Offer.objects.filter(pk=showing.offer.pk).update(neighbours_allowed_at=NOW)
    Allotment.objects.filter(pk=showing.pk).update(neighbour_places=2)
    booking = book(showing, 10)
    showing = type(showing).objects.select_related("allotment", "offer__association").get(pk=showing.pk)
    neighbour = RelayFactory()
    ask = wait(showing, 4, relay=neighbour, least=1)
    cancel(booking)
    assert pending(ask).places == 2
    in_step(showing)
    operations.decline(pending(ask), staying=False, by=TEAM, at=NOW)
    assert in_step(showing).neighbour_taken == 0


def test_a_relay_that_has_its_share_of_the_offer_is_offered_what_is_left_of_it():
    showing = date(10, most_per_relay=4)
    relay = relay_of(showing)
    others = [book(showing, 4) for _ in range(2)]
    book(showing, 2, relay=relay)
    ask = wait(showing, 2, relay=relay)
    with pytest.raises(operations.RelayHasItsShare):
        operations.change_ask(ask, party=group(5), by=TEAM, at=NOW)
    cancel(others[0])
    operations.accept(pending(ask), by=TEAM, at=NOW)
    with pytest.raises(operations.RelayHasItsShare):
        wait(showing, 4, relay=relay)
    in_step(showing)


# answering


def test_accepting_books_what_was_proposed_for_who_goes_and_sends_the_voucher(jobs):
    showing = date(4)
    booking = book(showing, 4)
    colleague = ReferentFactory(structure=relay_of(showing))
    ask = wait(showing, 3, relay=colleague.structure, booked_for=colleague.user)
    cancel(booking)
    made = operations.accept(pending(ask), by=TEAM, at=NOW)
    assert (made.places, made.relay, made.booked_for) == (3, ask.relay, colleague.user)
    assert (again(ask).end, again(ask).booking) == (Ask.End.BOOKED, made)
    assert ("bookings.send_vouchers", {"booking_id": made.pk}) in [(j.name, j.arguments) for j in jobs.waiting()]
    assert in_step(showing).taken == 3


def test_three_places_instead_of_four_and_the_rest_goes_to_the_next():
    showing = date(4)
    booking = book(showing, 3)
    book(showing, 1)
    party = Party(adults=2, from_6_to_11=2)
    ask, after = wait(showing, 4, party=party, least=2), wait(showing, 1)
    cancel(booking)
    assert pending(ask).places == 3
    with pytest.raises(operations.PartyRefused, match="3 places vous attendent, vous en indiquez 4"):
        operations.accept(pending(ask), party=party, by=TEAM, at=NOW)
    made = operations.accept(pending(ask), party=Party(adults=1, from_6_to_11=1), by=TEAM, at=NOW)
    assert made.places == 2
    assert pending(after).places == 1
    in_step(showing)


def test_accepting_without_saying_who_comes_takes_the_reduced_party():
    showing = date(4)
    booking = book(showing, 3)
    book(showing, 1)
    ask = wait(showing, 4, party=Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY), least=2)
    cancel(booking)
    made = operations.accept(pending(ask), by=TEAM, at=NOW)
    assert (made.places, made.party.adults >= 1, made.party.children >= 1) == (3, True, True)


@pytest.mark.parametrize("late", [timedelta(days=2), timedelta(days=30)])
def test_an_expired_proposal_cannot_be_accepted_even_before_the_job_has_passed(late):
    showing = date(4)
    booking = book(showing, 4)
    ask = wait(showing, 4)
    cancel(booking)
    with pytest.raises(operations.NothingProposed, match="délai"):
        operations.accept(pending(ask), by=TEAM, at=NOW + late)
    assert not Booking.objects.held().exists()
    in_step(showing)


def test_a_proposal_is_answered_once():
    showing = date(4)
    booking = book(showing, 4)
    ask = wait(showing, 4)
    cancel(booking)
    proposal = pending(ask)
    operations.accept(proposal, by=TEAM, at=NOW)
    with pytest.raises(operations.NothingProposed, match="déjà acceptées"):
        operations.accept(proposal, by=TEAM, at=NOW)
    with pytest.raises(operations.NothingProposed, match="déjà acceptées"):
        operations.decline(proposal, staying=False, by=TEAM, at=NOW)
    assert Booking.objects.held().count() == 1


def test_a_relay_suspended_meanwhile_accepts_nothing_and_the_places_stay_kept_until_the_term():
    showing = date(4)
    booking = book(showing, 4)
    ask = wait(showing, 4)
    cancel(booking)
    ask.relay.relay.suspended_at = NOW
    ask.relay.relay.save()
    with pytest.raises(operations.RelayRefused):
        operations.accept(pending(ask), by=TEAM, at=NOW)
    assert is_proposed(ask)
    in_step(showing)


def test_passing_gives_the_places_to_the_next():
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    cancel(booking)
    operations.decline(pending(first), staying=False, by=TEAM, at=NOW)
    assert (again(first).end, pending(second).places) == (Ask.End.LEFT, 4)
    in_step(showing)


def test_who_passes_all_that_was_asked_and_stays_goes_last_who_passes_fewer_keeps_its_turn():
    showing = date(4)
    four, two = book(showing, 2), book(showing, 2)
    first, second = wait(showing, 4, least=2), wait(showing, 2)
    cancel(two)
    operations.decline(pending(first), staying=True, by=TEAM, at=NOW)
    assert (again(first).position, again(first).least) == (1, 3)
    operations.decline(pending(second), staying=True, by=TEAM, at=NOW)
    assert again(second).position == 3
    cancel(four)
    assert pending(first).places == 4
    in_step(showing)


def test_alone_on_the_list_who_passes_is_not_asked_again_at_once_nor_by_the_minutes_that_pass():
    showing = date(4)
    booking = book(showing, 4)
    ask = wait(showing, 4)
    cancel(booking)
    operations.decline(pending(ask), staying=True, by=TEAM, at=NOW)
    assert operations.look_again(showing, by=TEAM, at=NOW) == 0
    assert not is_proposed(ask)
    assert book(showing, 4)


# terms


def test_a_term_that_passes_puts_at_the_end_then_ends_and_is_told_each_time(jobs, mailoutbox):
    showing = date(4)
    booking = book(showing, 4)
    first, second = wait(showing, 4), wait(showing, 4)
    cancel(booking)
    jobs.run()
    mailoutbox.clear()
    at = pending(first).expires_at
    assert operations.expire(pending(first), by=TEAM, at=at - timedelta(seconds=1)) is False
    proposal = pending(first)
    assert operations.expire(proposal, by=TEAM, at=at) is True
    assert operations.expire(proposal, by=TEAM, at=at) is False
    assert again(first).position > again(second).position
    jobs.run()
    operations.decline(pending(second), staying=False, by=TEAM, at=at)
    again_asked = pending(first)
    assert operations.expire(again_asked, by=TEAM, at=again_asked.expires_at)
    assert again(first).end == Ask.End.UNANSWERED
    assert in_step(showing).taken == 0
    jobs.run()
    subjects = [mail.subject for mail in mailoutbox]
    assert any(subject.startswith("Délai passé : Bérénice") for subject in subjects)
    assert any(subject.startswith("Votre demande est close") for subject in subjects)


def test_the_job_of_each_minute_takes_back_what_is_due(jobs):
    showing = date(4, showing__starts_at=timezone.now() + timedelta(days=12))
    booking = book(showing, 4, at=timezone.now())
    ask = wait(showing, 4, at=timezone.now())
    cancel(booking, at=timezone.now())
    tasks.expire_proposals(0)
    assert is_proposed(ask)
    Proposal.objects.update(expires_at=timezone.now())
    tasks.expire_proposals(0)
    assert not is_proposed(ask)
    in_step(showing)


def test_when_the_date_has_come_nobody_waits_any_more(jobs, mailoutbox):
    showing = date(4, wheelchair_places=0)
    bookings = [book(showing, 1) for _ in range(4)]
    ask = wait(showing, 4)
    Ask.objects.filter(pk=ask.pk).update(skips=2)
    cancel(bookings[0])
    assert again(ask).gathered == 1
    at = showing.starts_at - timedelta(hours=3)
    assert operations.end_when_over(ask, by=TEAM, at=at - timedelta(seconds=1)) is False
    assert operations.end_when_over(ask, by=TEAM, at=at) is True
    assert operations.end_when_over(ask, by=TEAM, at=at) is False
    assert (again(ask).end, again(ask).gathered) == (Ask.End.OVER, 0)
    jobs.run()
    assert any(mail.subject.startswith("Pas de place cette fois") for mail in mailoutbox)
    in_step(showing)


def test_the_job_ends_what_is_over_and_offers_what_was_kept_for_others(jobs):
    now = timezone.now()
    over = date(2, showing__starts_at=now + timedelta(days=12))
    book(over, 2, at=now)
    ended = wait(over, 2, at=now)
    type(over).objects.filter(pk=over.pk).update(starts_at=now + timedelta(hours=2))
    kept = date(4, wheelchair_places=2, showing__starts_at=now + timedelta(days=12))
    Allotment.objects.filter(pk=kept.pk).update(wheelchair_until=now + DAY)
    ask = wait(kept, 4, at=now)
    tasks.turn_waiting_lists(0)
    assert (again(ended).end, is_proposed(ask)) == (Ask.End.OVER, False)
    Allotment.objects.filter(pk=kept.pk).update(wheelchair_until=now)
    tasks.turn_waiting_lists(0)
    assert is_proposed(ask)
    in_step(kept)


def test_a_date_called_off_ends_every_ask_and_tells_each_relay(jobs, mailoutbox):
    showing = date(4)
    booking = book(showing, 4)
    asks = [wait(showing, 4), wait(showing, 2)]
    cancel(booking)
    programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)
    assert {again(ask).end for ask in asks} == {Ask.End.CALLED_OFF}
    with pytest.raises(operations.NothingProposed, match="plus cours"):
        operations.accept(Proposal.objects.get(), by=TEAM, at=NOW)
    assert in_step(showing).taken == 0
    jobs.run()
    assert len([mail for mail in mailoutbox if mail.subject.startswith("Date annulée : Bérénice")]) >= 2


# after closing


def test_after_closing_what_nobody_waits_for_is_told_to_upper_floors():
    heard = []

    def hear(**told):
        heard.append((told["places"], told["wheelchair"]))

    showing = date(4)
    booking, other = book(showing, 2), book(showing, 2)
    places_came_back.connect(hear)
    try:
        cancel(other)
        assert heard == []
        ask = wait(showing, 4, at=CLOSED)
        cancel(booking, at=CLOSED)
        assert heard == []
        assert pending(ask).places == 4
        operations.decline(pending(ask), staying=False, by=TEAM, at=CLOSED)
        assert heard == [(4, 0)]
    finally:
        places_came_back.disconnect(hear)


# changing one's mind, changing the order


def test_fewer_places_keep_the_turn_and_more_lose_it():
    showing = date(4)
    book(showing, 4)
    first, second = wait(showing, 3), wait(showing, 2)
    operations.change_ask(first, party=group(2), least=1, by=TEAM, at=NOW)
    assert (again(first).position, again(first).least) == (1, 1)
    operations.change_ask(first, party=group(4), by=TEAM, at=NOW)
    assert again(first).position > again(second).position
    assert lines(first)[-1] == "Nadia, équipe a changé la demande : 4 places au lieu de 2"


def test_fewer_places_may_be_proposed_at_once_out_of_what_was_set_aside():
    showing = date(4)
    bookings = [book(showing, 1) for _ in range(4)]
    four, one = wait(showing, 4), wait(showing, 1)
    Ask.objects.filter(pk=four.pk).update(skips=2)
    for booking in bookings[:3]:
        cancel(booking)
    assert again(four).gathered == 3
    operations.change_ask(four, party=group(2), by=TEAM, at=NOW)
    assert (pending(four).places, pending(one).places) == (2, 1)
    in_step(showing)
    with pytest.raises(operations.AskRefused, match="Répondez"):
        operations.change_ask(four, party=group(1), by=TEAM, at=NOW)


def test_another_order_needs_a_reason_which_everybody_who_waits_is_told(jobs, mailoutbox):
    showing = date(4)
    book(showing, 4)
    asks = [wait(showing, 1) for _ in range(3)]
    jobs.run()
    mailoutbox.clear()
    with pytest.raises(operations.AskRefused, match="raison"):
        operations.move_ask(asks[2], position=1, reason="  ", by=TEAM, at=NOW)
    for position in (0, 4, -1):
        with pytest.raises(operations.AskRefused, match="de 1 à 3"):
            operations.move_ask(asks[2], position=position, reason="Voilà", by=TEAM, at=NOW)
    operations.move_ask(asks[2], position=1, reason="Ils ont prêté le car", by=TEAM, at=NOW)
    assert list(Ask.objects.waiting()) == [asks[2], asks[0], asks[1]]
    jobs.run()
    assert len(mailoutbox) == 3
    for mail in mailoutbox:
        assert "Raison : Ils ont prêté le car" in mail.body
        assert sum(ask.relay.name in mail.body for ask in asks) == 0
    assert "Vous êtes maintenant 1er" in mailoutbox[0].body + mailoutbox[1].body + mailoutbox[2].body


# mails


def test_the_mail_of_a_proposal_has_a_link_and_is_not_sent_for_what_was_answered(jobs, mailoutbox):
    showing = date(4)
    booking = book(showing, 3)
    book(showing, 1)
    ask = wait(showing, 4, least=2)
    cancel(booking)
    jobs.run()
    (mail,) = [mail for mail in mailoutbox if "vous attendent" in mail.subject]
    assert mail.to == [ask.relay.email]
    assert mail.subject == "3 places vous attendent : Bérénice, jeudi 3 décembre à 20 h"
    assert "au lieu de 4" in mail.body
    assert "/propositions/lien/" in mail.body
    operations.accept(pending(ask), by=TEAM, at=NOW)
    jobs.run()
    mailoutbox.clear()
    tasks.tell_of_ask(ask_id=ask.pk, event="proposed", proposal_id=Proposal.objects.get().pk)
    jobs.run()
    assert mailoutbox == []


def test_the_name_to_give_at_the_desk_goes_to_the_booking_and_leaves_the_ask():
    showing = date(4)
    Offer.objects.filter(pk=showing.offer.pk).update(names_required=True)
    showing = type(showing).objects.select_related("allotment", "offer__association").get(pk=showing.pk)
    with pytest.raises(operations.PickupNameMissing):
        wait(showing, 4, at=CLOSED)
    booking = operations.book(showing, relay=relay_of(showing), party=group(4), pickup_name="Ana", by=TEAM, at=NOW)
    ask = wait(showing, 4, pickup_name="Noé Roy")
    gone = wait(showing, 4, pickup_name="Lia Roy")
    assert bytes(ask.pickup_sealed) != b"No\xc3\xa9 Roy"
    operations.leave(gone, by=TEAM, at=NOW)
    assert again(gone).pickup_sealed is None
    cancel(booking)
    made = operations.accept(pending(ask), by=TEAM, at=NOW)
    assert (made.pickup_name, again(ask).pickup_sealed) == ("Noé Roy", None)
