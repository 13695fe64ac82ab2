"""What referents receive by mail, and when nothing leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pontdesarts.bookings import notices, operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import operations as programme
from tests.accounts.factories import UserFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def relay():
    showing = AllotmentFactory(showing__offer=OfferFactory(names_required=True)).showing
    relay = RelayFactory(association=showing.offer.association, name="Foyer du Lac", email="accueil@lac.example.org")
    relay.showing = showing
    return relay


def book(relay, *, by=TEAM) -> Booking:
    return operations.book(relay.showing, relay=relay, party=Party(adults=3), by=by, at=NOW, pickup_name="Amina D.")


def test_whoever_booked_receives_the_voucher_and_no_name_leaves(relay, jobs, mailoutbox) -> None:
    post = ReferentFactory(structure=relay)
    ReferentFactory(structure=relay)
    booking = book(relay, by=Actor.of(post.user))
    jobs.run()
    (mail,) = mailoutbox
    assert mail.to == [post.user.email]
    assert mail.subject == "C'est réservé : Bérénice, jeudi 3 décembre à 20 h"
    assert booking.code in mail.body
    assert f"/reservations/{booking.code}/" in mail.body
    assert "mardi 1er décembre à 20\u00a0h" in mail.body
    assert "Amina" not in mail.body
    (paper,) = mail.attachments
    assert paper.filename == f"contremarque-{booking.code}.pdf"
    assert paper.content.startswith(b"%PDF")


def test_every_referent_is_told_of_what_the_team_books_on_the_phone(relay, jobs, mailoutbox) -> None:
    people = {ReferentFactory(structure=relay).user.email for _ in range(2)}
    ReferentFactory(structure=relay, ended_at=NOW)
    book(relay, by=Actor.of(UserFactory(), on_behalf_of=relay.name))
    jobs.run()
    assert {mail.to[0] for mail in mailoutbox} == people


def test_a_relay_without_a_referent_is_told_at_its_own_address(relay, jobs, mailoutbox) -> None:
    booking = book(relay)
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [["accueil@lac.example.org"]]
    relay.email = ""
    relay.save()
    assert notices.recipients(Booking.objects.with_showing().get(pk=booking.pk)) == []


def test_a_change_and_a_cancellation_are_confirmed(relay, jobs, mailoutbox) -> None:
    booking = book(relay)
    operations.change(booking, party=Party(adults=2), pickup_name="Amina D.", by=TEAM, at=NOW)
    operations.cancel(booking, by=TEAM, at=NOW + timedelta(days=11))
    jobs.run(until=timezone.now())  # at night, those who may take the places wait for the morning
    # the voucher of what is cancelled is not sent any more
    (mail,) = mailoutbox
    assert mail.subject.startswith("Annulé : Bérénice")
    assert "notée comme tardive" in mail.body
    assert "2 places" in mail.body


def test_a_changed_booking_is_mailed_as_changed(relay, jobs, mailoutbox) -> None:
    booking = book(relay)
    jobs.run()
    operations.change(booking, party=Party(adults=2), pickup_name="Amina D.", by=TEAM, at=NOW)
    jobs.run()
    assert mailoutbox[1].subject.startswith("Réservation changée")


def test_a_date_called_off_is_told_with_its_reason(relay, jobs, mailoutbox) -> None:
    book(relay)
    jobs.run()
    programme.cancel_showing(relay.showing, reason="Le décor a brûlé", by=TEAM, at=NOW)
    jobs.run()
    mail = mailoutbox[1]
    assert mail.subject.startswith("Date annulée : Bérénice")
    assert "Raison : Le décor a brûlé" in mail.body


def test_a_date_that_moves_is_told_with_before_after_and_a_new_voucher(relay, jobs, mailoutbox) -> None:
    book(relay)
    jobs.run()
    programme.move_showing(
        relay.showing, starts_at=relay.showing.starts_at + timedelta(hours=1), ends_at=None, by=TEAM, at=NOW
    )
    jobs.run()
    mail = mailoutbox[1]
    assert mail.subject == "La date change : Bérénice, jeudi 3 décembre à 21 h"
    assert "Avant : jeudi 3 décembre à 20\u00a0h" in mail.body
    assert "Maintenant : jeudi 3 décembre à 21\u00a0h" in mail.body
    assert len(mail.attachments) == 1


def test_a_refused_booking_mails_nobody(relay, jobs, mailoutbox) -> None:
    with pytest.raises(operations.PartyRefused):
        operations.book(relay.showing, relay=relay, party=Party(), by=TEAM, at=NOW, pickup_name="A")
    assert jobs.waiting() == []
