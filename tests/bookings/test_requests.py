"""Places on request: the relay asks, the partner or the team says yes, proposes fewer, or says why not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import notices_asks, operations, tasks
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Allotment, Offer
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.waiting import TEAM, again, date, in_step, pending, relay_of, request, words_of
from tests.network.factories import CoordinatorFactory, ReferentFactory
from tests.programme.factories import NOW

pytestmark = pytest.mark.django_db

TYPED = {"adults": "2", "from_6_to_11": "1", "outing": "family", "first_outing": "yes"}


def soon(places=4, **more):
    at = timezone.now()
    showing = {"showing__starts_at": at + timedelta(days=12), "opens_at": at - timedelta(days=1)}
    return date(places, on_request=True, **showing | more)


def now_request(showing, places, **more) -> Ask:
    return request(showing, places, at=timezone.now(), **more)


@pytest.fixture
def showing():
    return soon()


@pytest.fixture
def partner(client, showing):
    post = CoordinatorFactory(structure=showing.offer.partner)
    client.force_login(post.user)
    return post


def requests_page(client):
    return client.get(reverse("bookings:requests"))


def grant(client, ask, places, address="", **more):
    typed = {"ask": ask.pk, "answer": "grant", f"d{ask.pk}-places": places}
    return client.post(address or reverse("bookings:requests"), typed, follow=True)


def refuse(client, ask, refusal, answer="", address=""):
    typed = {"ask": ask.pk, "answer": "refuse", f"d{ask.pk}-refusal": refusal, f"d{ask.pk}-answer": answer}
    return client.post(address or reverse("bookings:requests"), typed, follow=True)


# what is written


def test_a_request_takes_no_place_and_several_may_ask_for_the_same():
    showing = date(4, on_request=True)
    asks = [request(showing, 4), request(showing, 4)]
    assert in_step(showing).taken == 0
    assert [str(entry) for entry in Entry.objects.about(asks[0])] == [
        f"Nadia, équipe a demandé 4 places pour {asks[0].relay.name}"
    ]


def test_places_given_in_full_are_booked_at_once(jobs):
    showing = date(4, on_request=True)
    asker = ReferentFactory(structure=relay_of(showing))
    ask = request(showing, 4, relay=asker.structure)
    Ask.objects.filter(pk=ask.pk).update(asked_by=asker.user)
    booking = operations.answer_request(ask, places=4, by=TEAM, at=NOW)
    assert (booking.places, booking.booked_by) == (4, asker.user)
    assert again(ask).booking == booking
    assert "bookings.send_vouchers" in [job.name for job in jobs.waiting()]
    assert in_step(showing).taken == 4
    with pytest.raises(operations.AskEnded, match="terminée"):
        operations.answer_request(ask, places=4, by=TEAM, at=NOW)


def test_fewer_places_wait_for_the_relay_to_accept_them():
    showing = date(4, on_request=True)
    ask = request(showing, 4)
    proposal = operations.answer_request(ask, places=3, by=TEAM, at=NOW)
    assert isinstance(proposal, Proposal)
    assert in_step(showing).taken == 3
    with pytest.raises(operations.AskRefused, match="pas encore répondu"):
        operations.answer_request(ask, places=4, by=TEAM, at=NOW)
    assert operations.accept(pending(ask), by=TEAM, at=NOW).places == 3
    in_step(showing)


def test_a_relay_that_lets_two_proposals_go_by_asks_no_more():
    showing = date(4, on_request=True)
    ask = request(showing, 4)
    operations.answer_request(ask, places=3, by=TEAM, at=NOW)
    operations.expire(pending(ask), by=TEAM, at=pending(ask).expires_at)
    assert (again(ask).ended_at, in_step(showing).taken) == (None, 0)
    operations.answer_request(ask, places=2, by=TEAM, at=NOW)
    operations.expire(pending(ask), by=TEAM, at=pending(ask).expires_at)
    assert (again(ask).end, in_step(showing).taken) == (Ask.End.UNANSWERED, 0)


def test_a_relay_that_refuses_fewer_places_may_keep_its_request_open():
    showing = date(4, on_request=True)
    ask = request(showing, 4)
    operations.answer_request(ask, places=3, by=TEAM, at=NOW)
    Ask.objects.update(told_at=NOW)
    operations.decline(pending(ask), staying=True, by=TEAM, at=NOW)
    assert (again(ask).ended_at, again(ask).told_at) == (None, None)
    operations.answer_request(ask, places=4, by=TEAM, at=NOW)
    assert in_step(showing).taken == 4


@pytest.mark.parametrize("places", [0, -1, 5, 10**9])
def test_no_place_or_more_than_asked_cannot_be_given(places):
    showing = date(10, on_request=True)
    ask = request(showing, 4)
    with pytest.raises(operations.AskRefused, match="Cette demande est de 4 places"):
        operations.answer_request(ask, places=places, by=TEAM, at=NOW)
    assert in_step(showing).taken == 0


def test_more_than_there_is_cannot_be_given():
    showing = date(4, on_request=True)
    first, second = request(showing, 3), request(showing, 3)
    operations.answer_request(first, places=3, by=TEAM, at=NOW)
    with pytest.raises(operations.Full, match="Il reste 1 place"):
        operations.answer_request(second, places=3, by=TEAM, at=NOW)
    assert again(second).ended_at is None
    assert in_step(showing).taken == 3


def test_a_refusal_says_why(jobs, mailoutbox):
    showing = date(4, on_request=True)
    ask, other = request(showing, 4), request(showing, 4)
    with pytest.raises(operations.AskRefused, match="lira"):
        operations.refuse_request(ask, refusal=Ask.Refusal.OTHER, by=TEAM, at=NOW)
    operations.refuse_request(ask, refusal=Ask.Refusal.AUDIENCE, answer="Dès 12 ans.", by=TEAM, at=NOW)
    assert (again(ask).end, again(ask).refusal, again(ask).answer) == ("refused", "audience", "Dès 12 ans.")
    jobs.run()
    (mail,) = mailoutbox
    assert mail.subject.startswith("Demande refusée")
    assert "la sortie ne convient pas à ce groupe" in mail.body
    assert "« Dès 12 ans. »" in mail.body
    operations.leave(other, by=TEAM, at=NOW)
    with pytest.raises(operations.AskEnded):
        operations.refuse_request(other, refusal=Ask.Refusal.FULL, by=TEAM, at=NOW)


def test_places_of_a_direct_date_are_not_asked_for_and_the_same_form_twice_asks_once():
    with pytest.raises(operations.AskRefused, match="on ne demande pas"):
        request(date(4), 2)
    showing, number = date(4, on_request=True), uuid4()
    relay = relay_of(showing)
    first = request(showing, 2, relay=relay, request_id=number)
    assert request(showing, 2, relay=relay, request_id=number) == first
    with pytest.raises(operations.AskRefused, match="déjà une demande"):
        request(showing, 2, relay=relay)


# the mails to who answers


def test_whoever_answers_hears_at_most_once_an_hour_and_again_before_the_date_closes(jobs, mailoutbox):
    now = timezone.now()
    showing = soon(10)
    post = CoordinatorFactory(structure=showing.offer.partner)
    asks = [now_request(showing, 2), now_request(showing, 3)]
    for _ in range(2):  # the job passes every five minutes
        tasks.tell_of_requests(0)
    now_request(showing, 1)
    tasks.tell_of_requests(0)
    jobs.run("messaging.deliver")
    (mail,) = mailoutbox
    assert mail.to == [post.user.email]
    assert "2 demandes, 5 places" in mail.body
    assert all(ask.relay.name not in mail.body for ask in asks)
    mailoutbox.clear()
    Ask.objects.exclude(told_at=None).update(told_at=now - timedelta(hours=2))
    tasks.tell_of_requests(0)
    jobs.run("messaging.deliver")
    assert "1 demande, 1 place" in mailoutbox[0].body
    mailoutbox.clear()
    Ask.objects.update(told_at=now - timedelta(hours=2))
    tasks.tell_of_requests(0)
    Allotment.objects.filter(pk=showing.pk).update(closes_at=now + timedelta(hours=23))
    for _ in range(2):
        tasks.tell_of_requests(0)
    jobs.run("messaging.deliver")
    assert ["3 demandes, 6 places" in mail.body for mail in mailoutbox] == [True]


def test_without_a_coordinator_nor_a_partner_the_mail_goes_where_somebody_reads(jobs, mailoutbox):
    for showing, to in ((soon(), "partner"), (soon(), "association")):
        if to == "association":
            Offer.objects.filter(pk=showing.offer.pk).update(partner=None)
        now_request(showing, 2)
        tasks.tell_of_requests(0)
        jobs.run("messaging.deliver")
        offer = showing.offer
        assert mailoutbox[-1].to == [offer.partner.email if to == "partner" else offer.association.email]


# the pages


def test_the_page_of_the_date_leads_to_the_request_and_back_to_booking_when_it_is_direct(client, showing):
    post = ReferentFactory(structure=relay_of(showing))
    client.force_login(post.user)
    address = reverse("bookings:request", args=[showing.pk])
    assert address in client.get(reverse("bookings:book", args=[showing.pk])).text
    form = client.get(address).context["form"]
    typed = {name: str(form[name].value()) for name in ("request_id", "seen", "relay")} | TYPED
    answer = client.post(address, typed | {"adults": "60"})
    assert "99" in words_of(answer) or "au plus" in words_of(answer)
    assert answer.context["form"]["adults"].value() == "60"
    answer = client.post(address, typed, follow=True)
    assert "En attente de réponse" in words_of(answer)
    assert Ask.objects.get().relay == post.structure
    Offer.objects.update(booking_mode="direct")
    assert client.get(address).url == reverse("bookings:book", args=[showing.pk])


def test_a_venue_reads_figures_and_never_who_asks(client, partner, showing):
    relay = relay_of(showing, name="Centre des Tilleuls")
    BookingFactory(relay=relay, showing=soon(5), adults=3, from_6_to_11=0)
    ask = now_request(showing, 3, relay=relay, party=Party(adults=2, under_6=1, wheelchair=0, first_outing=True))
    page = words_of(requests_page(client))
    assert f"Demande n° {ask.pk}" in page
    for said in ("2 adultes, 1 enfant de 0 à 5 ans", "3 places reçues cette saison", "quartier prioritaire : non"):
        assert said in page
    assert "première sortie" in page
    for hidden in ("Tilleuls", relay.relay.get_kind_display(), relay.email):
        assert hidden.lower() not in page.lower()


def test_the_partner_gives_all_or_fewer_or_says_no(client, partner, showing):
    whole, fewer, none = now_request(showing, 2), now_request(showing, 3), now_request(showing, 1)
    assert "2 places données. C'est réservé." in words_of(grant(client, whole, 2))
    assert "2 places proposées" in words_of(grant(client, fewer, 2))
    kept = refuse(client, none, "other")
    assert "Écrivez la raison" in words_of(kept)
    assert "refusée : le relais est prévenu" in words_of(refuse(client, none, "shared"))
    assert Booking.objects.held().get().places == 2
    assert str(Entry.objects.about(whole).order_by("-pk")[0]).startswith(partner.user.get_full_name())
    in_step(showing)
    assert "déjà sa réponse" in words_of(grant(client, whole, 2))


def test_the_partner_reads_that_its_proposal_was_too_few(client, partner, showing):
    ask = now_request(showing, 4)
    grant(client, ask, 1)
    assert "le relais répond avant" in words_of(requests_page(client))
    operations.decline(pending(ask), staying=True, by=TEAM, at=timezone.now())
    assert "votre proposition d'une place : c'était trop peu" in words_of(requests_page(client))


@pytest.mark.parametrize("places", ["", "0", "-3", "99", "²", "9" * 400, "\x00"])
def test_a_number_that_cannot_be_given_is_refused_on_the_page(client, partner, showing, places):
    ask = now_request(showing, 3)
    assert grant(client, ask, places).status_code == 200
    assert again(ask).ended_at is None
    assert in_step(showing).taken == 0


@pytest.mark.parametrize("typed", [{}, {"ask": "²"}, {"ask": "9" * 30}, {"ask": "1", "answer": "\x00"}])
def test_an_answer_to_nothing_does_nothing(client, partner, showing, typed):
    assert client.post(reverse("bookings:requests"), typed, follow=True).status_code == 200


def test_the_link_of_the_partner_answers_without_an_account(client, showing):
    ask = now_request(showing, 2)
    link = notices_asks.requests_link(showing.offer.partner, at=timezone.now())
    address = "/" + link.split("//", 1)[1].split("/", 1)[1]
    assert f"Demande n° {ask.pk}" in words_of(client.get(address))
    assert again(ask).ended_at is None
    assert "C'est réservé" in words_of(grant(client, ask, 2, address))
    assert "par son lien" in str(Entry.objects.about(ask).order_by("-pk")[0])
    showing.offer.partner.link_epoch += 1
    showing.offer.partner.save()
    assert client.get(address).status_code == 410


def test_the_team_answers_for_the_partner_and_reads_who_asks(client, showing):
    role = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    ask = now_request(showing, 2, relay=relay_of(showing, name="Centre des Tilleuls"))
    assert "Centre des Tilleuls" in words_of(requests_page(client))
    grant(client, ask, 2)
    assert f"pour {showing.offer.partner.name}" in str(Entry.objects.about(ask).order_by("-pk")[0])


def test_another_partner_a_referent_and_a_reader_answer_nothing(client, showing):
    ask = now_request(showing, 2)
    reader = StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.READER)
    for user in (CoordinatorFactory().user, ReferentFactory(structure=relay_of(showing)).user, reader.user):
        client.force_login(user)
        assert f"n° {ask.pk} " not in words_of(requests_page(client))
        grant(client, ask, 2)
        assert again(ask).ended_at is None


def test_the_page_of_requests_asks_the_same_questions_whatever_their_number(
    client, partner, showing, queries_stay_flat
):
    now_request(showing, 2)

    def grow():
        for _ in range(3):
            now_request(showing, 2)

    queries_stay_flat(lambda: requests_page(client), grow)
