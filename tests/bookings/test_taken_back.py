"""What was given by mistake is taken back: for a quarter of an hour, as long as the relay has done nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import notices_asks, operations
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.journal.models import Entry
from tests.bookings.test_requests import grant, now_request, requests_page, soon
from tests.bookings.waiting import TEAM, again, date, group, in_step, pending, relay_of, request, wait, words_of
from tests.network.factories import CoordinatorFactory, ReferentFactory
from tests.programme.factories import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SOON_AFTER = NOW + 10 * MINUTE


def given(places: int = 4, **more) -> tuple[Ask, Booking]:
    ask = request(date(6, on_request=True), places, **more)
    return ask, operations.answer_request(ask, places=places, by=TEAM, at=NOW)


def test_places_given_by_mistake_go_back_and_the_request_waits_again(jobs, mailoutbox):
    ask, booking = given()
    ReferentFactory(structure=ask.relay)
    operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    booking.refresh_from_db()
    assert booking.cancelled_at == SOON_AFTER
    assert booking.cancel_reason == "données par erreur : le lieu les a reprises"
    assert not booking.cancelled_late
    assert again(ask).ended_at is None
    assert again(ask).booking is None
    assert in_step(ask.showing).taken == 0
    last = "Nadia, équipe a repris 4 places, données ou proposées par erreur"
    assert str(Entry.objects.about(ask).order_by("-pk")[0]) == last
    assert "données par erreur (4 places rendues)" in str(Entry.objects.about(booking).order_by("-pk")[0])
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject.startswith("Les places sont reprises : Bérénice")
    assert "elle ne vaut plus rien" in mail.body
    assert operations.answer_request(again(ask), places=4, by=TEAM, at=SOON_AFTER).pk != booking.pk


def test_no_voucher_leaves_for_what_was_taken_back_before_its_job(jobs, mailoutbox):
    ask, _ = given()
    ReferentFactory(structure=ask.relay)
    operations.take_back(ask, by=TEAM, at=NOW + MINUTE)
    jobs.run()
    assert [mail.subject.split(" : ")[0] for mail in mailoutbox] == ["Les places sont reprises"]


def test_fewer_places_proposed_by_mistake_are_withdrawn(jobs, mailoutbox):
    ask = request(date(6, on_request=True), 4)
    ReferentFactory(structure=ask.relay)
    operations.answer_request(ask, places=1, by=TEAM, at=NOW)
    proposal = pending(ask)
    operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    proposal.refresh_from_db()
    assert proposal.answer == Proposal.Answer.WITHDRAWN
    assert in_step(ask.showing).taken == 0
    jobs.run()
    assert [mail.subject.split(" : ")[0] for mail in mailoutbox] == ["Les places sont reprises"]
    with pytest.raises(operations.NothingProposed, match="n'a plus cours"):
        operations.accept(proposal, by=TEAM, at=SOON_AFTER)
    assert operations.answer_request(again(ask), places=4, by=TEAM, at=SOON_AFTER).places == 4


def test_the_name_to_give_at_the_desk_is_not_lost():
    ask, booking = given()
    Booking.objects.filter(pk=booking.pk).update(pickup_sealed=b"sealed")
    operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    booking.refresh_from_db()
    assert again(ask).sealed_name == b"sealed"
    assert booking.pickup_sealed is None


def test_after_a_quarter_of_an_hour_it_is_too_late():
    ask, booking = given()
    with pytest.raises(operations.AskRefused, match="Trop tard"):
        operations.take_back(ask, by=TEAM, at=NOW + 15 * MINUTE)
    other = request(ask.showing, 2)
    operations.answer_request(other, places=1, by=TEAM, at=NOW)
    with pytest.raises(operations.AskRefused, match="plus rien à reprendre"):
        operations.take_back(other, by=TEAM, at=NOW + 15 * MINUTE)
    booking.refresh_from_db()
    assert booking.cancelled_at is None
    assert in_step(ask.showing).taken == 5


def test_what_the_relay_has_changed_or_cancelled_is_left_alone():
    ask, booking = given()
    operations.change(booking, party=group(3), by=TEAM, at=NOW + MINUTE)
    with pytest.raises(operations.AskRefused, match="déjà changé"):
        operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    operations.cancel(booking, by=TEAM, at=NOW + 2 * MINUTE)
    with pytest.raises(operations.AskRefused, match="déjà changé"):
        operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    in_step(ask.showing)


def test_twice_is_once_and_a_relay_that_asked_again_is_answered_instead():
    ask, _ = given(2)
    request(ask.showing, 1, relay=ask.relay)
    with pytest.raises(operations.AskRefused, match="une autre demande"):
        operations.take_back(ask, by=TEAM, at=SOON_AFTER)
    other, _ = given()
    operations.take_back(other, by=TEAM, at=SOON_AFTER)
    with pytest.raises(operations.AskRefused, match="plus rien à reprendre"):
        operations.take_back(other, by=TEAM, at=SOON_AFTER)
    assert in_step(other.showing).taken == 0


def test_what_a_waiting_list_offers_is_not_taken_back():
    showing = date(2)
    operations.book(showing, relay=relay_of(showing), party=group(2), by=TEAM, at=NOW)
    ask = wait(showing, 2)
    with pytest.raises(operations.AskRefused, match="plus rien à reprendre"):
        operations.take_back(ask, by=TEAM, at=SOON_AFTER)


def take_back(client, ask, address=""):
    return client.post(address or reverse("bookings:requests"), {"ask": ask.pk, "answer": "take_back"}, follow=True)


def test_the_partner_takes_back_by_its_link_what_it_has_just_given(client):
    showing = soon()
    ask = now_request(showing, 2)
    link = notices_asks.requests_link(showing.offer.partner, at=timezone.now())
    address = "/" + link.split("//", 1)[1].split("/", 1)[1]
    page = words_of(grant(client, ask, 2, address))
    assert "Vous venez de donner" in page
    assert "Reprendre" in page
    after = words_of(take_back(client, ask, address))
    assert "les places sont reprises" in after
    assert "Vous venez de donner" not in after
    assert f"Demande n° {ask.pk} : 2 places" in after
    assert "par son lien" in str(Entry.objects.about(ask).order_by("-pk")[0])
    assert in_step(showing).taken == 0


def test_a_proposal_just_made_is_taken_back_on_the_same_page(client):
    showing = soon()
    client.force_login(CoordinatorFactory(structure=showing.offer.partner).user)
    ask = now_request(showing, 2)
    assert "Reprendre" in words_of(grant(client, ask, 1))
    assert "les places sont reprises" in words_of(take_back(client, ask))
    assert in_step(showing).taken == 0
    Proposal.objects.update(proposed_at=timezone.now() - timedelta(hours=1))
    assert "Reprendre" not in words_of(requests_page(client))


def test_nobody_takes_back_what_another_partner_gave(client):
    showing = soon()
    ask = now_request(showing, 2)
    operations.answer_request(ask, places=2, by=TEAM, at=timezone.now())
    for user in (CoordinatorFactory().user, ReferentFactory(structure=ask.relay).user):
        client.force_login(user)
        assert "Vous venez de donner" not in words_of(requests_page(client))
        assert "n'existe plus" in words_of(take_back(client, ask))
    assert again(ask).end == Ask.End.BOOKED
