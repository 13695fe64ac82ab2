"""Sources differ: the team reads who said what, settles in one gesture, asks the relay, and may take its word back."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations
from pontdesarts.outings.models import Asked, Claim, Dispute, Rhythm
from pontdesarts.outings.operations import Said
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

THEATRE, INES, NADIA = Actor.link("Théâtre des Deux Rives"), Actor(label="Inès Roy"), Actor(label="Nadia Belkacem")
Source = Claim.Source


@pytest.fixture
def team(client) -> StaffRole:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM, user__name="Nadia Belkacem")
    client.force_login(role.user)
    return role


@pytest.fixture
def booking(team) -> Booking:
    return past(RelayFactory(association=team.association, name="Les Tilleuls"))


def say(booking, came, source=Source.REFERENT, by=INES, at=None) -> None:
    said = [Said(booking, came)]
    operations.claim(booking.showing, said, source=source, via=Claim.Via.LINK, by=by, at=at or timezone.now())


def differ(booking) -> Dispute:
    say(booking, 4)
    say(booking, 3, Source.DOOR, THEATRE)
    return Dispute.objects.get(booking=booking)


def page(client) -> str:
    response = client.get(reverse("outings:disputes"))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_each_said_by_whom_and_one_button_settles(client, team, booking) -> None:
    dispute = differ(booking)
    shown = page(client)
    for said in ("Les Tilleuls", "Inès Roy", "Théâtre des Deux Rives", "3 sur 4", "les nombres diffèrent"):
        assert said in shown
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "4"})
    booking.refresh_from_db()
    assert (booking.came, Dispute.objects.count()) == (4, 0)
    assert str(Entry.objects.about(booking)[0]) == "Nadia Belkacem a dit qui est venu (l'équipe a tranché) : 4 sur 4"
    assert "Tout le monde dit la même chose" in page(client)


def test_another_number_may_be_typed_and_a_slip_settles_nothing(client, team, booking) -> None:
    dispute = differ(booking)
    for slip in ("", "beaucoup", "²", "99999", "-1"):
        client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "some", "some": slip})
    assert Dispute.objects.exists()
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "some", "some": " 2 "})
    booking.refresh_from_db()
    assert booking.came == 2


def test_what_was_settled_is_taken_back_and_differs_again(client, team, booking) -> None:
    client.post(reverse("outings:disputes"), {"dispute": differ(booking).pk, "came": "4"})
    word = Claim.objects.get(source=Source.TEAM)
    assert "Tranchées" in page(client)
    client.post(reverse("outings:disputes"), {"back": word.pk})
    booking.refresh_from_db()
    assert (booking.came, Dispute.objects.get().kind) == (3, Dispute.Kind.NUMBERS)
    assert "Tranchées" not in page(client)


def test_another_association_reads_nothing_and_settles_nothing(client, booking) -> None:
    dispute = differ(booking)
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "4"})
    word = Claim.objects.get(source=Source.TEAM)
    operations.take_back(word, by=NADIA, at=timezone.now())
    dispute = Dispute.objects.get()
    client.force_login(StaffRoleFactory(role=StaffRole.Role.TEAM).user)
    assert "Les Tilleuls" not in page(client)
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "4"})
    client.post(reverse("outings:disputes"), {"back": word.pk})
    assert Dispute.objects.get() == dispute
    for role in (StaffRole.Role.READER, StaffRole.Role.PROGRAMMER):
        client.force_login(StaffRoleFactory(role=role, association=booking.relay.association).user)
        assert client.get(reverse("outings:disputes")).status_code == 403


def test_of_a_neighbour_s_relay_one_reads_its_association_and_nobody_s_name(client, team, booking) -> None:
    neighbour = RelayFactory(name="Le Lavoir", association__name="Passerelle du Nord")
    Booking.objects.filter(pk=booking.pk).update(relay=neighbour)
    booking.refresh_from_db()
    dispute = differ(booking)
    shown = page(client)
    assert "un relais de Passerelle du Nord" in shown
    post = ReferentFactory(structure=neighbour, user__name="Inès Roy")
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "ask": "1"})
    assert Asked.objects.get().user == post.user
    shown = page(client)
    assert "Le Lavoir" not in shown
    assert "Inès Roy" not in shown
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "4"})
    assert "Le Lavoir" not in page(client)


def test_the_relay_is_asked_once_a_day_of_all_that_differs_with_what_each_said(
    client, team, booking, jobs, post_office
) -> None:
    other = past(booking.relay, title="Un bal", days=4)
    ines = ReferentFactory(structure=booking.relay, user__name="Inès Roy").user
    differ(other)
    dispute = differ(booking)
    ask = {"dispute": dispute.pk, "ask": "1"}
    client.post(reverse("outings:disputes"), ask)
    again = client.post(reverse("outings:disputes"), ask, follow=True).content.decode()
    assert "Appelez-le." in again
    jobs.run()
    (mail,) = post_office.received
    assert mail.to == [ines.email]
    for said in ("Bérénice", "Un bal", "le relais : venus tous", "à l'entrée : 3 sur 4"):
        assert said in mail.text
    link = next(word for word in mail.text.split() if f"sortie={booking.code}" in word)
    assert "Combien de personnes sont venues" in client.get(link[link.index("/retours") :]).content.decode()
    assert Dispute.objects.filter(asked_at=None).count() == 0
    assert str(Entry.objects.about(booking.relay)[0]) == (
        "Nadia Belkacem a demandé à Inès Roy de relire ce qui a été dit : 2 sorties"
    )


def test_without_a_referent_or_when_the_month_is_full_the_page_says_to_call(client, team, booking) -> None:
    dispute = differ(booking)
    ask = {"dispute": dispute.pk, "ask": "1"}
    assert "plus de référente" in client.post(reverse("outings:disputes"), ask, follow=True).content.decode()
    ReferentFactory(structure=booking.relay)
    Rhythm.objects.create(association=team.association, most_mails_a_month=0)
    assert "assez de courriels" in client.post(reverse("outings:disputes"), ask, follow=True).content.decode()
    assert not Asked.objects.exists()


def test_a_count_that_does_not_fit_is_seen_and_a_new_count_is_read_anew(client, team, booking) -> None:
    say(booking, 4)
    operations.count(booking.showing, 9, by=THEATRE, at=timezone.now())
    dispute = Dispute.objects.get()
    assert dispute.kind == Dispute.Kind.COUNT
    assert "9 en tout" in page(client)
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "0"})
    booking.refresh_from_db()
    assert (booking.came, Dispute.objects.count()) == (4, 0)
    client.post(reverse("outings:disputes"), {"back": Claim.objects.get(source=Source.TEAM).pk})
    assert Dispute.objects.get().kind == Dispute.Kind.COUNT
    client.post(reverse("outings:disputes"), {"dispute": Dispute.objects.get().pk, "came": "0"})
    operations.count(booking.showing, 8, by=THEATRE, at=timezone.now())
    assert Dispute.objects.get().kind == Dispute.Kind.COUNT


def test_with_a_cancelled_booking_the_relay_is_not_asked_but_the_team_settles(client, team, booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(cancelled_at=timezone.now() - timedelta(days=11))
    booking.refresh_from_db()
    say(booking, 2, Source.DOOR, THEATRE)
    dispute = Dispute.objects.get()
    assert "Demander au relais" not in page(client)
    with pytest.raises(operations.AskingRefused):
        operations.ask_the_relay(dispute, by=NADIA, at=timezone.now())
    client.post(reverse("outings:disputes"), {"dispute": dispute.pk, "came": "2"})
    booking.refresh_from_db()
    assert (booking.came, Dispute.objects.count()) == (None, 0)


def test_the_page_asks_the_same_of_the_database_for_one_or_ten(client, team, booking, queries_stay_flat) -> None:
    differ(booking)

    def grow() -> None:
        for number in range(9):
            differ(past(booking.relay, days=number + 1))

    queries_stay_flat(lambda: page(client), grow)


def test_another_order_of_belief_settles_again_what_differs_and_nothing_else(booking) -> None:
    differ(booking)
    settled = past(booking.relay, days=3)
    differ(settled)
    operations.settle(Dispute.objects.get(booking=settled), came=2, by=NADIA, at=timezone.now())
    order = ["referent", "door", "venue"]
    operations.change_rhythm(booking.relay.association, values={"order": order}, by=NADIA, at=timezone.now())
    for row in (booking, settled):
        row.refresh_from_db()
    assert (booking.came, settled.came) == (4, 2)
    assert str(Entry.objects.about(booking.relay.association)[0]) == (
        "Nadia Belkacem a changé le rythme des retours : qui croire d'abord"
    )
    operations.change_rhythm(booking.relay.association, values={"order": order}, by=NADIA, at=timezone.now())
    assert Entry.objects.about(booking.relay.association).count() == 1


AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_once_the_second_reads_what_the_first_said() -> None:
    booking = past(RelayFactory(), at=AT)
    say(booking, 4, at=AT)
    say(booking, 3, Source.DOOR, THEATRE, at=AT)
    dispute = Dispute.objects.select_related("booking", "showing__offer__association").get()
    together, said = Barrier(2), []

    def settle(came: int, name: str) -> None:
        together.wait()
        try:
            operations.settle(dispute, came=came, by=Actor(label=name), at=AT + timedelta(minutes=1))
        except operations.SettledAlready as refusal:
            said.append(refusal.sentence)
        finally:
            connection.close()

    threads = [Thread(target=settle, args=args) for args in ((4, "Nadia"), (3, "Léo"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    booking.refresh_from_db()
    first = (
        "Nadia vient de trancher : 4 personnes venues."
        if booking.came == 4
        else ("Léo vient de trancher : 3 personnes venues.")
    )
    assert said == [first]
    assert Claim.objects.filter(source=Source.TEAM).count() == 1
