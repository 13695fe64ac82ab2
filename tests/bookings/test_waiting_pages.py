"""The pages of who waits: entering a list, where one stands, answering a proposal, the team's order."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import notices_asks, operations, verbs
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.models import Entry
from tests.associations.factories import StaffRoleFactory
from tests.bookings.waiting import TEAM, again, book, in_step, pending, wait, words_of
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

TYPED = {"adults": "2", "from_6_to_11": "1", "outing": "family", "first_outing": "unknown"}


def soon(places=4, **more):
    at = timezone.now()
    return AllotmentFactory(
        places=places, showing__starts_at=at + timedelta(days=12), opens_at=at - timedelta(days=1), **more
    ).showing


@pytest.fixture
def showing():
    return soon()


@pytest.fixture
def referent(client, showing):
    post = ReferentFactory(structure=RelayFactory(association=showing.offer.association))
    client.force_login(post.user)
    return post


@pytest.fixture
def team(client, showing):
    role = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def address(name, *args):
    return reverse(f"bookings:{name}", args=args)


def form_of(client, showing, **typed):
    form = client.get(address("wait", showing.pk)).context["form"]
    hidden = {name: form[name].value() for name in ("request_id", "seen", "relay")}
    return {name: str(value) for name, value in hidden.items() if value} | TYPED | typed


def proposed(showing, ask) -> Proposal:
    at = timezone.now()
    operations.cancel(Booking.objects.held().get(showing=showing), by=TEAM, at=at)
    return pending(ask)


def full_with(showing, relay=None, places=3, **more) -> Ask:
    at = timezone.now()
    book(showing, showing.allotment.places, at=at)
    return wait(showing, places, relay=relay, at=at, **more)


def test_a_full_date_leads_to_its_waiting_list_and_one_is_on_it(client, referent, showing):
    book(showing, 4, at=timezone.now())
    assert address("wait", showing.pk) in words_of(client.get(address("book", showing.pk)))
    answer = client.post(address("wait", showing.pk), form_of(client, showing, least="2"), follow=True)
    ask = Ask.objects.get()
    assert (ask.places, ask.least, ask.relay, ask.asked_by) == (3, 2, referent.structure, referent.user)
    assert "Vous êtes 1er" in words_of(answer)
    assert "Centre social" in words_of(answer)


def test_a_double_click_waits_once(client, referent, showing):
    book(showing, 4, at=timezone.now())
    typed = form_of(client, showing)
    for _ in range(2):
        assert client.post(address("wait", showing.pk), typed).status_code == 302
    assert Ask.objects.count() == 1


def test_what_is_typed_in_the_booking_form_of_a_full_date_waits_without_typing_again(client, referent, showing):
    book(showing, 2, at=timezone.now())
    form = client.get(address("book", showing.pk)).context["form"]
    typed = {name: str(form[name].value()) for name in ("request_id", "seen", "relay")} | TYPED
    refused = client.post(address("book", showing.pk), typed)
    assert f'formaction="{address("wait", showing.pk)}"' in words_of(refused)
    assert client.post(address("wait", showing.pk), typed).status_code == 302
    assert Ask.objects.get().places == 3


def test_places_that_are_left_are_booked_not_waited_for(client, referent, showing):
    answer = client.post(address("wait", showing.pk), form_of(client, showing))
    assert "vous pouvez réserver tout de suite" in words_of(answer)
    assert answer.context["form"]["adults"].value() == "2"
    assert not Ask.objects.exists()


@pytest.mark.parametrize("least", ["0", "-1", "99999999999999", "4", "²"])
def test_a_least_that_cannot_be_is_refused_and_what_was_typed_stays(client, referent, showing, least):
    book(showing, 4, at=timezone.now())
    answer = client.post(address("wait", showing.pk), form_of(client, showing, least=least))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert answer.context["form"]["adults"].value() == "2"
    assert not Ask.objects.exists()


def test_the_page_says_why_one_cannot_wait(client, referent, showing):
    showing.cancelled_at = timezone.now()
    showing.save()
    answer = client.get(address("wait", showing.pk))
    assert "Cette date est annulée." in words_of(answer)
    assert "Attendre des places" not in answer.text.split("<main")[1].split("</h1>")[1]


def test_one_leaves_the_list_and_its_page_says_so(client, referent, showing):
    ask = full_with(showing, referent.structure)
    assert client.get(address("leave", ask.pk)).status_code == 405
    answer = client.post(address("leave", ask.pk), follow=True)
    assert "abandonnée" in words_of(answer)
    assert again(ask).end == Ask.End.LEFT
    assert "terminée" in words_of(client.post(address("leave", ask.pk), follow=True))


def test_one_changes_the_number(client, referent, showing):
    ask = full_with(showing, referent.structure)
    answer = client.post(address("change_ask", ask.pk), TYPED | {"adults": "1", "least": "1"}, follow=True)
    assert "C'est changé : 2 places." in words_of(answer)
    assert (again(ask).places, again(ask).least) == (2, 1)
    too_many = client.post(address("change_ask", ask.pk), TYPED | {"adults": "50"})
    assert "au plus" in words_of(too_many)
    assert again(ask).places == 2


def test_the_list_of_asks_says_what_waits_for_an_answer_and_keeps_what_has_ended(client, referent, showing):
    assert "Vous n'attendez aucune place" in words_of(client.get(address("asks")))
    ask = full_with(showing, referent.structure)
    assert "1er sur la liste" in words_of(client.get(address("asks")))
    proposed(showing, ask)
    assert "3 places vous attendent" in words_of(client.get(address("asks")))
    operations.leave(ask, by=TEAM, at=timezone.now())
    assert "abandonnée" in words_of(client.get(address("asks") + "?vue=terminees"))


def test_opening_a_proposal_changes_nothing_and_one_tap_accepts(client, referent, showing):
    ask = full_with(showing, referent.structure)
    proposal = proposed(showing, ask)
    page = client.get(address("proposal", proposal.pk))
    assert "3 places vous attendent" in words_of(page)
    assert again(ask).ended_at is None
    answer = client.post(address("proposal", proposal.pk), {"answer": "accept"}, follow=True)
    booking = Booking.objects.held().get(showing=showing)
    assert answer.redirect_chain[-1][0] == address("booking", booking.code)
    assert (booking.places, booking.booked_by) == (3, referent.user)
    in_step(showing)


def test_fewer_places_are_accepted_with_who_comes_in_the_end(client, referent, showing):
    at = timezone.now()
    first, second = book(showing, 2, at=at), book(showing, 2, at=at)
    ask = wait(showing, 4, relay=referent.structure, party=Party(adults=2, from_6_to_11=2), least=2, at=at)
    operations.cancel(first, by=TEAM, at=at)
    proposal = pending(ask)
    page = client.get(address("proposal", proposal.pk))
    assert "2 places au lieu de 4" in words_of(page)
    assert page.context["form"]["adults"].value() + page.context["form"]["from_6_to_11"].value() == 2
    too_many = client.post(address("proposal", proposal.pk), TYPED | {"answer": "accept"})
    assert "2 places vous attendent, vous en indiquez 3" in words_of(too_many)
    assert too_many.context["form"]["adults"].value() == "2"
    client.post(address("proposal", proposal.pk), TYPED | {"adults": "1", "answer": "accept"})
    assert Booking.objects.held().exclude(pk=second.pk).get(showing=showing).party.children == 1
    in_step(showing)


def test_passing_while_staying_says_the_new_turn(client, referent, showing):
    ask = full_with(showing, referent.structure)
    other = wait(showing, 4, at=timezone.now())
    answer = client.post(address("proposal", proposed(showing, ask).pk), {"answer": "stay"}, follow=True)
    assert "Vous attendez encore : 2e." in words_of(answer)
    assert pending(other).places == 4
    in_step(showing)


def signed(proposal) -> str:
    return notices_asks.proposal_link(proposal).split("//", 1)[1].split("/", 1)[1].join(["/", ""])


def test_the_link_of_the_mail_accepts_without_an_account_and_a_second_tap_says_it_is_done(client, showing):
    ask = full_with(showing)
    proposal = proposed(showing, ask)
    link = signed(proposal)
    for _ in range(3):  # a mail scanner, a preview, a person
        assert "3 places vous attendent" in words_of(client.get(link))
    assert again(ask).ended_at is None
    answer = client.post(link, {"answer": "accept"}, follow=True)
    booking = Booking.objects.held().get(showing=showing)
    assert booking.code in words_of(answer)
    twice = client.post(link, {"answer": "accept"}, follow=True)
    assert "déjà acceptées" in words_of(twice)
    assert Booking.objects.held().filter(showing=showing).count() == 1
    assert "par son lien" in str(Entry.objects.about(booking).get(verb=verbs.BOOKED.name))


def test_a_link_past_its_term_says_so_and_changes_nothing(client, showing):
    ask = full_with(showing)
    proposal = proposed(showing, ask)
    Proposal.objects.filter(pk=proposal.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    link = signed(proposal)
    assert "Le délai est passé" in words_of(client.get(link))
    assert "Le délai est passé" in words_of(client.post(link, {"answer": "accept"}))
    assert not Booking.objects.held().filter(showing=showing).exists()


def test_a_damaged_link_or_one_that_was_withdrawn_opens_nothing(client, showing):
    ask = full_with(showing)
    link = signed(proposed(showing, ask))
    assert client.get(link[:-5] + "/").status_code == 410
    ask.relay.link_epoch += 1
    ask.relay.save()
    assert "remplacé" in words_of(client.get(link))


@pytest.mark.parametrize("said", ["", "nothing", "\x00", "9" * 400])
def test_an_answer_that_is_none_does_nothing(client, referent, showing, said):
    ask = full_with(showing, referent.structure)
    proposal = proposed(showing, ask)
    assert client.post(address("proposal", proposal.pk), {"answer": said}).status_code == 200
    assert pending(ask) == proposal


def test_the_team_gives_another_turn_with_a_reason_that_those_who_wait_read(client, team, showing):
    first = full_with(showing)
    post = ReferentFactory(structure=RelayFactory(association=showing.offer.association))
    second = wait(showing, 2, relay=post.structure, at=timezone.now())
    page = client.get(address("turns", showing.pk))
    assert first.relay.name in words_of(page)
    without = client.post(address("turns", showing.pk), {"ask": second.pk, "turn": "1"})
    assert "Écrivez la raison" in words_of(without)
    typed = {"ask": second.pk, "turn": "1", f"t{second.pk}-reason": "Deux enfants jouent dans le spectacle"}
    assert "L'ordre a changé" in words_of(client.post(address("turns", showing.pk), typed, follow=True))
    assert list(Ask.objects.waiting().filter(showing=showing)) == [second, first]
    client.force_login(post.user)
    read = words_of(client.get(address("ask", second.pk)))
    assert "Deux enfants jouent" in read
    assert "Vous êtes 1er" in read
    assert first.relay.name not in read


@pytest.mark.parametrize("turn", ["0", "3", "-1", "²", "9" * 40])
def test_a_turn_that_there_is_not_is_refused(client, team, showing, turn):
    first, second = full_with(showing), wait(showing, 2, at=timezone.now())
    typed = {"ask": first.pk, f"t{first.pk}-position": turn, f"t{first.pk}-reason": "Parce que"}
    assert client.post(address("turns", showing.pk), typed).status_code == 200
    assert list(Ask.objects.waiting().filter(showing=showing)) == [first, second]


def test_a_referent_and_a_reader_order_nothing(client, referent, showing):
    assert client.get(address("turns", showing.pk)).status_code == 404
    reader = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.READER)
    client.force_login(reader.user)
    assert client.get(address("turns", showing.pk)).status_code == 404


def test_another_relay_sees_nothing_of_an_ask(client, referent, showing):
    ask = full_with(showing)
    for name in ("ask", "change_ask", "leave"):
        assert client.post(address(name, ask.pk), {}).status_code == 404
    assert client.post(address("proposal", proposed(showing, ask).pk), {"answer": "accept"}).status_code == 404
    assert again(ask).ended_at is None


def test_my_asks_cost_the_same_for_one_date_or_many(client, referent, showing, queries_stay_flat) -> None:
    def wait_again() -> None:
        for _ in range(4):
            full = soon(3, showing__offer__association=showing.offer.association)
            book(full, 3, at=timezone.now())
            for relay in (RelayFactory(association=showing.offer.association), referent.structure):
                wait(full, 3, relay=relay, at=timezone.now())

    wait_again()
    queries_stay_flat(lambda: client.get(address("asks")), wait_again)
    assert words_of(client.get(address("asks"))).count("2e sur la liste") == 8
