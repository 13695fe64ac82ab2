"""Who came, by the relay's own word: told by somebody, corrected, never guessed; owed before booking again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import tasks as booking_tasks
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import State, came_in_words
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations, tasks
from pontdesarts.outings.models import Claim, Dispute
from pontdesarts.outings.operations import Said
from tests.associations.factories import StaffRoleFactory
from tests.bookings.test_views import date_of, text, typed
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

INES = Actor(label="Inès Roy")
PAGE = "/retours/"


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def post(client, relay):
    post = ReferentFactory(structure=relay, user__name="Inès Roy")
    client.force_login(post.user)
    return post


def tell(booking, came, **more) -> Booking:
    said = {"via": Claim.Via.PAGE, "by": INES, "at": timezone.now()} | more
    return operations.tell(booking, came=came, **said)


def came(booking) -> int | None:
    return Booking.objects.get(pk=booking.pk).came


@pytest.mark.parametrize("people", [0, 3, 4])
def test_nobody_some_or_all_came_and_the_journal_says_it(relay, people) -> None:
    booking = past(relay)
    assert tell(booking, people).came == people
    assert came(booking) == people
    assert str(Entry.objects.about(booking).get()) == f"Inès Roy a dit qui est venu (le relais) : {people} sur 4"


def test_a_state_reads_in_words_for_several_and_for_one() -> None:
    def said(came, places, excused=False):
        return came_in_words(came, places, excused=excused)

    assert [said(4, 4), said(3, 4), said(0, 4, True), said(0, 4), said(None, 4)] == [
        "venus tous",
        "3 sur 4",
        "absence annoncée",
        "absents",
        "on ne sait pas encore",
    ]
    assert [said(1, 1), said(0, 1, True), said(0, 1)] == ["venue", "absence annoncée", "absente"]


@pytest.mark.parametrize("people", [5, -1])
def test_more_than_booked_or_less_than_nobody_is_refused(relay, people) -> None:
    booking = past(relay)
    with pytest.raises(operations.ClaimRefused, match="de 0 à 4"):
        tell(booking, people)
    assert not Claim.objects.exists()


def test_nothing_is_told_before_the_outing_nor_of_a_cancelled_one(relay) -> None:
    with pytest.raises(operations.ClaimRefused, match="pas encore eu lieu"):
        tell(past(relay, days=-3), 2)
    with pytest.raises(operations.ClaimRefused, match="annulée"):
        tell(past(relay, cancelled_at=timezone.now() - timedelta(days=12)), 2)


@pytest.mark.parametrize(("people", "told"), [(5, True), (3, False), (None, True)])
def test_the_database_refuses_what_cannot_be(relay, people, told) -> None:
    booking = past(relay)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(came=people, told_at=timezone.now() if told else None)


def test_no_job_ever_says_who_came(relay, post, jobs) -> None:
    booking = past(relay, days=80)
    tasks.ask_daily(timestamp=0)
    tasks.forget(timestamp=0)
    booking_tasks.erase_pickup_names(timestamp=0)
    booking_tasks.forget_professionals(timestamp=0)
    jobs.run(until=timezone.now())  # at night, the question waits for the morning
    booking.refresh_from_db()
    assert (booking.came, booking.told_at, booking.state) == (None, None, State.UNKNOWN)


# the page


def test_the_page_lists_what_nobody_told_and_one_gesture_tells_it(client, post, relay) -> None:
    booking = past(relay)
    shown = text(client.get(PAGE))
    assert "1 sortie sans nouvelles" in shown
    assert "Les 4 sont venus" in shown
    after = text(client.post(PAGE, {"booking": booking.code, "came": "4"}, follow=True))
    assert "C'est noté pour « Bérénice » : venus tous." in after
    assert "Tout est raconté" in after
    assert "Changer" in after


def test_some_came_is_typed_and_what_is_not_a_number_is_said(client, post, relay) -> None:
    booking = past(relay)
    for wrong in ("", "beaucoup", "-1", "99999999", "²"):
        said = text(client.post(PAGE, {"booking": booking.code, "came": "some", "some": wrong}, follow=True))
        assert "dites combien de personnes sont venues" in said
    assert "Dites un nombre de 0 à 4" in text(
        client.post(PAGE, {"booking": booking.code, "came": "some", "some": "7"}, follow=True)
    )
    client.post(PAGE, {"booking": booking.code, "came": "some", "some": "1"})
    assert came(booking) == 1


def test_not_knowing_yet_is_an_answer_and_takes_back_the_one_before(client, post, relay) -> None:
    booking = past(relay)
    said = text(client.post(PAGE, {"booking": booking.code, "came": "inconnu"}, follow=True))
    assert "Nous vous le redemanderons dans trois jours." in said
    client.post(PAGE, {"booking": booking.code, "came": "4"})
    client.post(PAGE, {"booking": booking.code, "came": "inconnu"})
    assert came(booking) is None
    assert [claim.came for claim in Claim.objects.order_by("pk")] == [None, 4, None]


def test_the_outings_of_others_are_neither_shown_nor_told(client, post, relay) -> None:
    theirs = past(RelayFactory(association=relay.association, name="Le Lavoir"))
    assert "Bérénice" not in text(client.get(PAGE))
    said = text(client.post(PAGE, {"booking": theirs.code, "came": "4"}, follow=True))
    assert "n'est pas de celles" in said
    assert came(theirs) is None


def test_a_reader_of_the_association_tells_nothing(client, relay) -> None:
    booking = past(relay)
    client.force_login(StaffRoleFactory(association=relay.association, role="reader").user)
    client.post(PAGE, {"booking": booking.code, "came": "4"})
    assert came(booking) is None


def test_the_team_writes_what_the_relay_says_on_the_phone_and_the_journal_says_for_whom(client, relay) -> None:
    booking = past(relay)
    client.force_login(StaffRoleFactory(association=relay.association, user__name="Nadia Benali").user)
    client.post(PAGE, {"booking": booking.code, "came": "0"})
    assert Entry.objects.about(booking).get().by_label == "Nadia Benali, pour le relais Les Tilleuls"
    claim = Claim.objects.get()
    assert (claim.source, claim.via) == (Claim.Source.REFERENT, Claim.Via.PHONE)


def test_the_page_of_the_booking_asks_too_and_one_stays_there(client, post, relay) -> None:
    booking = past(relay)
    page = reverse("bookings:booking", args=[booking.code])
    assert "On ne sait pas encore. C'est inconnu, pas une absence." in text(client.get(page))
    answer = client.post(PAGE, {"booking": booking.code, "came": "3", "on": "booking"})
    assert answer.url == page
    shown = text(client.get(page))
    assert "3 sur 4." in shown
    assert "a dit qui est venu (le relais) : 3 sur 4" in shown


def test_the_list_of_past_bookings_says_each_state_in_words(client, post, relay) -> None:
    tell(past(relay, title="Un bal"), 4)
    tell(past(relay, title="Une chorale"), 0, excused=True)
    past(relay)
    shown = text(client.get(reverse("bookings:list") + "?vue=passees"))
    for state in ("venus tous", "absence annoncée", "on ne sait pas encore"):
        assert state in shown
    sheet = client.get(reverse("bookings:export", args=["csv"]) + "?vue=passees").content.decode()
    assert "venus tous" in sheet


def test_a_door_that_counted_otherwise_is_believed_and_the_referent_is_told_so(client, post, relay) -> None:
    booking = past(relay)
    said, at = [Said(booking, 2)], timezone.now()
    operations.claim(booking.showing, said, source=Claim.Source.DOOR, via=Claim.Via.SCAN, by=INES, at=at)
    after = text(client.post(PAGE, {"booking": booking.code, "came": "4"}, follow=True))
    assert "C'est noté pour « Bérénice » : venus tous. Sur place, il a été compté autrement (2 sur 4)" in after
    assert came(booking) == 2
    assert Dispute.objects.filter(booking=booking).exists()


def test_the_page_asks_the_same_of_the_database_for_one_outing_or_ten(client, post, relay, queries_stay_flat) -> None:
    past(relay)
    queries_stay_flat(
        lambda: client.get(PAGE),
        lambda: [past(relay, title=f"Pièce {n}") for n in range(10)],
    )


# owed before booking again


def test_a_relay_that_owes_news_is_led_there_and_back_with_what_was_typed(client, post, relay) -> None:
    relay.association.most_unreported = 1
    relay.association.save()
    booking, showing = past(relay), date_of(relay.association)
    book = reverse("bookings:book", args=[showing.pk])
    refused = client.post(book, typed(showing, relay, adults=3, from_6_to_11=0, needs=["loop"]))
    assert "sans nouvelles" in text(refused)
    way = re.search(r'href="(/retours/\?[^"]+)"', refused.content.decode())[1].replace("&amp;", "&")
    assert "Votre réservation vous attend" in text(client.get(way))
    after = client.post(way, {"booking": booking.code, "came": "4"}, follow=True)
    back = re.search(rf'href="({book}\?[^"]+)"', after.content.decode())[1].replace("&amp;", "&")
    form = client.get(back).context["form"]
    assert form["adults"].value() == "3"
    assert form["needs"].value() == ["loop"]
    assert client.post(book, typed(showing, relay, adults=3, from_6_to_11=0)).status_code == 302


def test_a_name_to_give_at_the_desk_never_stands_in_an_address(client, post, relay) -> None:
    relay.association.most_unreported = 1
    relay.association.save()
    past(relay)
    showing = date_of(relay.association, showing__offer__names_required=True)
    sent = typed(showing, relay, pickup_name="Madame Secrète")
    refused = client.post(reverse("bookings:book", args=[showing.pk]), sent)
    (way,) = re.findall(r'href="(/retours/\?[^"]+)"', refused.content.decode())
    assert "Secr" not in way


def test_an_address_made_by_hand_only_fills_the_form(client, post, relay) -> None:
    showing = date_of(relay.association)
    asked = f"?relay=999999&adults=<b>&needs=nothing&outing=x&booked_for=zz&request_id={uuid4()}&first_outing=\x00"
    assert client.get(reverse("bookings:book", args=[showing.pk]) + asked).status_code == 200
    assert client.get(PAGE + "?seance=zz&adults=2").status_code == 200


def test_who_is_never_asked_by_mail_is_not_told_how_to_choose(client, post) -> None:
    channel = reverse("outings:channel")
    assert channel in client.get(PAGE).content.decode()
    client.force_login(StaffRoleFactory(association=post.structure.association).user)
    assert channel not in client.get(PAGE).content.decode()
